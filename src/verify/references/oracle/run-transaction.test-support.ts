import type pg from 'pg'
import type { Variant } from './variants.test-support.ts'

/** A step of a scenario on the relations of one variant. */
export function stepOn({ name }: Variant, step: string): string {
  return step.replaceAll(/\b(parent|child)\b/g, `$1.${name}`)
}

/** Runs steps as one transaction; `ok`, or where it was refused and with which SQLSTATE. */
export async function runSteps(client: pg.ClientBase, steps: readonly string[]): Promise<string> {
  const open = await OpenTransaction.begin(client, steps)
  return open.commit()
}

/** A transaction that has done its steps, and waits. */
export class OpenTransaction {
  readonly #client: pg.ClientBase
  readonly #refused: string | undefined

  private constructor(client: pg.ClientBase, refused: string | undefined) {
    this.#client = client
    this.#refused = refused
  }

  static async begin(client: pg.ClientBase, steps: readonly string[]): Promise<OpenTransaction> {
    await client.query('BEGIN')
    try {
      for (const step of steps) await client.query(step)
      return new OpenTransaction(client, undefined)
    } catch (error) {
      await client.query('ROLLBACK')
      return new OpenTransaction(client, `stmt:${(error as { code: string }).code}`)
    }
  }

  async commit(): Promise<string> {
    if (this.#refused !== undefined) return this.#refused
    try {
      await this.#client.query('COMMIT')
      return 'ok'
    } catch (error) {
      return `commit:${(error as { code: string }).code}`
    }
  }
}

/** By variant, the referencing rows as the matrix writes them: `1:1,1 2:5,-`. */
export async function readRows(client: pg.ClientBase, variants: readonly Variant[]): Promise<Map<string, string>> {
  const each = variants.map(
    ({ name }) =>
      `SELECT '${name}' AS name, string_agg(format('%s:%s,%s', id, coalesce(a::text, '-'), coalesce(b::text, '-')), ' ' ORDER BY id) AS rows FROM child.${name}`,
  )
  const { rows } = await client.query<{ name: string; rows: string | null }>(each.join(' UNION ALL '))
  return new Map(rows.map(({ name, rows }) => [name, rows ?? '(none)']))
}

/** The outcome as the matrix writes it. */
export function outcomeText(verdict: string, rows: string): string {
  return verdict === 'ok' ? `ok[${rows}]` : verdict
}
