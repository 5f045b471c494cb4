import pg from 'pg'
import { quoteName } from '../../core/identifier.ts'
import type { HistoryTransaction, Operation } from '../histories/history.ts'
import { operationSql } from '../histories/operation-sql.ts'
import { readRows } from '../histories/read-rows.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Outcome, Refusal } from './outcome.ts'
import { refusalOf } from './outcome.ts'

/** One database with its foreign keys: what is right. */
export class OriginalSide {
  readonly #client: pg.Client
  readonly #shapes: readonly RelationShape[]
  /** Constraints that are checked at commit unless told otherwise, as SQL. */
  readonly #deferred: readonly string[]

  private constructor(client: pg.Client, shapes: readonly RelationShape[], deferred: readonly string[]) {
    this.#client = client
    this.#shapes = shapes
    this.#deferred = deferred
  }

  static async open(url: string, shapes: readonly RelationShape[]): Promise<OriginalSide> {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT DISTINCT n.nspname AS schema, c.conname AS name FROM pg_constraint AS c JOIN pg_namespace AS n ON n.oid = c.connamespace
        WHERE c.condeferred ORDER BY 1, 2`,
    )
    const deferred = rows.map(({ schema, name }) => `${quoteName(schema)}.${quoteName(name)}`)
    return new OriginalSide(client, shapes, deferred)
  }

  /**
   * Runs a transaction without ending it. Between two parts everything is checked that the split, where each part is a
   * transaction, checks there.
   */
  async begin(parts: readonly HistoryTransaction[]): Promise<Outcome> {
    await this.#client.query('BEGIN')
    return this.#run(parts)
  }

  async end(how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    await this.#client.query(how)
  }

  /** What would be said without these constraints, whose violation hides what else is violated. */
  async outcomeWithout(refusals: readonly Refusal[], operations: HistoryTransaction): Promise<Outcome> {
    await this.#client.query('BEGIN')
    try {
      for (const { relation, constraint } of refusals) {
        const shape = this.#shapes.find(({ schema, name }) => `${schema}.${name}` === relation)
        if (shape === undefined || constraint === undefined) continue
        await this.#client.query(`ALTER TABLE ${quoteName(shape.schema)}.${quoteName(shape.name)} DROP CONSTRAINT IF EXISTS ${quoteName(constraint)}`) // prettier-ignore
      }
      return await this.#run([operations])
    } finally {
      await this.#client.query('ROLLBACK')
    }
  }

  rows(): Promise<Rows> {
    return readRows(this.#client, this.#shapes)
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  async #run(parts: readonly (readonly Operation[])[]): Promise<Outcome> {
    let statement = 0
    try {
      for (const part of parts) {
        for (const operation of part) {
          statement++
          await this.#client.query(operationSql(operation))
        }
        const last = part === parts.at(-1)
        if (last) statement = 0
        await this.#client.query('SET CONSTRAINTS ALL IMMEDIATE')
        if (!last && this.#deferred.length > 0)
          await this.#client.query(`SET CONSTRAINTS ${this.#deferred.join(', ')} DEFERRED`)
      }
      return null
    } catch (error) {
      return refusalOf(error, statement)
    }
  }
}
