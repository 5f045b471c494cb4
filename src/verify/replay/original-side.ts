import type pg from 'pg'
import { nameKey, quoteName } from '../../core/identifier.ts'
import type { HistoryTransaction, Operation } from '../histories/history.ts'
import { operationSql } from '../histories/operation-sql.ts'
import { readRows } from '../histories/read-rows.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import { LastingClient } from './lasting-client.ts'
import type { Outcome, Refusal } from './outcome.ts'
import { refusalOf } from './outcome.ts'

const trial = 'fountain_split_trial'

/** One database with its foreign keys: what is right. */
export class OriginalSide {
  readonly #client: pg.Client
  readonly #shapes: readonly RelationShape[]
  /** Constraints that are checked at commit unless told otherwise, as SQL. */
  readonly #deferred: readonly string[]
  /** Transactions are tried inside of another. */
  #isTrying = false

  /** By relation and name, constraints that PostgreSQL has for partitions of the referenced relation, and which one they are of. */
  readonly #wholes: ReadonlyMap<string, string>

  /** Keys of relations where a statement may do more than it says: triggers, rules, and what excludes by more than a key. */
  readonly entangled: readonly string[]

  private constructor(
    client: pg.Client,
    shapes: readonly RelationShape[],
    deferred: readonly string[],
    wholes: ReadonlyMap<string, string>,
    entangled: readonly string[],
  ) {
    this.#client = client
    this.#shapes = shapes
    this.#deferred = deferred
    this.#wholes = wholes
    this.entangled = entangled
  }

  static async open(url: string, shapes: readonly RelationShape[]): Promise<OriginalSide> {
    const client = new LastingClient(url)
    await client.connect()
    const { rows } = await client.query<{ schema: string; name: string }>(
      `SELECT DISTINCT n.nspname AS schema, c.conname AS name FROM pg_constraint AS c JOIN pg_namespace AS n ON n.oid = c.connamespace
        WHERE c.condeferred ORDER BY 1, 2`,
    )
    const deferred = rows.map(({ schema, name }) => `${quoteName(schema)}.${quoteName(name)}`)
    const { rows: relations } = await client.query<{ schema: string; name: string }>(
      `SELECT n.nspname AS schema, c.relname AS name FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
           OR EXISTS (SELECT FROM pg_rewrite AS r WHERE r.ev_class = c.oid AND c.relkind <> 'v')
           OR EXISTS (SELECT FROM pg_constraint AS x WHERE x.conrelid = c.oid AND x.contype = 'x') ORDER BY 1, 2`,
    )
    const entangled = relations.map(({ schema, name }) => nameKey(schema, name))
    return new OriginalSide(client, shapes, deferred, await readWholes(client), entangled)
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
    this.#isTrying = false
    await this.#client.query(how)
  }

  /** From now on transactions can be tried, one upon the other; `end` keeps all of them or none. */
  async beginTrying(): Promise<void> {
    await this.#client.query('BEGIN')
    this.#isTrying = true
  }

  /** One that is refused leaves nothing. */
  async try(operations: HistoryTransaction): Promise<Outcome> {
    await this.#client.query(`SAVEPOINT ${trial}`)
    const outcome = await this.#run([operations])
    if (outcome !== null) await this.takeBack()
    else await this.#defer()
    return outcome
  }

  /** As before the last one that was accepted and not taken back. */
  async takeBack(): Promise<void> {
    await this.#client.query(`ROLLBACK TO SAVEPOINT ${trial}; RELEASE SAVEPOINT ${trial}`)
  }

  /** What would be said without these constraints, whose violation hides what else is violated. */
  async outcomeWithout(refusals: readonly Refusal[], operations: HistoryTransaction): Promise<Outcome> {
    await this.#client.query(this.#isTrying ? `SAVEPOINT ${trial}` : 'BEGIN')
    try {
      for (const { relation, constraint } of refusals) {
        const shape = this.#shapes.find(({ schema, name }) => `${schema}.${name}` === relation)
        if (shape === undefined || constraint === undefined) continue
        await this.#client.query(`ALTER TABLE ${quoteName(shape.schema)}.${quoteName(shape.name)} DROP CONSTRAINT IF EXISTS ${quoteName(constraint)}`) // prettier-ignore
      }
      return await this.#run([operations])
    } finally {
      if (this.#isTrying) await this.takeBack()
      else await this.#client.query('ROLLBACK')
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
        if (!last) await this.#defer()
      }
      return null
    } catch (error) {
      const refusal = refusalOf(error, statement)
      const whole = this.#wholes.get(`${refusal.relation} ${refusal.constraint}`)
      return whole === undefined ? refusal : { ...refusal, constraint: whole }
    }
  }

  async #defer(): Promise<void> {
    if (this.#deferred.length > 0) await this.#client.query(`SET CONSTRAINTS ${this.#deferred.join(', ')} DEFERRED`)
  }
}

/** A reference to a partitioned relation is one more, of a name that nobody chose, for each of its partitions. */
async function readWholes(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ relation: string; part: string; whole: string }>(
    `WITH RECURSIVE parts AS (
       SELECT c.oid, c.conrelid, c.conname AS whole FROM pg_constraint AS c WHERE c.contype = 'f'
       UNION ALL SELECT c.oid, c.conrelid, p.whole FROM pg_constraint AS c JOIN parts AS p ON c.conparentid = p.oid AND c.conrelid = p.conrelid
     ) SELECT n.nspname || '.' || r.relname AS relation, c.conname AS part, p.whole
         FROM parts AS p JOIN pg_constraint AS c USING (oid) JOIN pg_class AS r ON r.oid = c.conrelid JOIN pg_namespace AS n ON n.oid = r.relnamespace
        WHERE c.conname <> p.whole`,
  )
  return new Map(rows.map(({ relation, part, whole }) => [`${relation} ${part}`, whole]))
}
