import type { Client } from 'pg'
import { FountainError } from '../core/fountain-error.ts'
import { quoteName, quoteQualified, type QualifiedName } from '../core/identifier.ts'

/** Whether the values of one column are among those of another. */
export interface InclusionQuestion {
  readonly owner: QualifiedName
  readonly column: string
  readonly target: QualifiedName
  readonly key: string
}

export interface Inclusion {
  /** Different values that were looked at, NULL not counted. */
  readonly values: number
  /** Of them, those that no row of the other relation has. */
  readonly missing: number
}

const sampledRows = 10_000
/** A relation of more rows is sampled by blocks, not read from its start. */
const largeFrom = 100_000
const patience = '5s'
/** That would be our mistake, not the database's answer. */
const syntaxError = '42601'

/**
 * Asks a live database, without writing: for each question a sample, or undefined where it cannot be told (no right to read,
 * types that do not compare, too slow). Throws FountainError (exit 2) where there is no connection.
 */
export async function probeInclusion(
  url: string,
  questions: readonly InclusionQuestion[],
): Promise<(Inclusion | undefined)[]> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
  } catch (cause) {
    throw new FountainError('unreadable-database', `the data cannot be read: ${(cause as Error).message}`, {
      hint: 'Check host, port, database, user and password; or leave out --check-data.',
      cause,
    })
  }
  try {
    await client.query(`SET default_transaction_read_only = on; SET statement_timeout = '${patience}'`)
    const answers: (Inclusion | undefined)[] = []
    for (const question of questions) answers.push(await ask(client, question))
    return answers
  } finally {
    await client.end()
  }
}

async function ask(client: Client, question: InclusionQuestion): Promise<Inclusion | undefined> {
  try {
    const owner = quoteQualified(question.owner)
    const [column, key] = [quoteName(question.column), quoteName(question.key)]
    const { rows } = await client.query<Inclusion>(`
      SELECT count(*)::integer AS values,
             count(*) FILTER (WHERE NOT EXISTS (
               SELECT FROM ${quoteQualified(question.target)} AS target WHERE target.${key} = sampled.value
             ))::integer AS missing
        FROM (SELECT DISTINCT value
                FROM (SELECT owner.${column} AS value FROM ${owner} AS owner ${await sampling(client, owner)}
                       WHERE owner.${column} IS NOT NULL LIMIT ${sampledRows}) AS part) AS sampled`)
    return rows[0]
  } catch (error) {
    if ((error as { code?: string }).code === syntaxError) throw error
    return undefined
  }
}

async function sampling(client: Client, relation: string): Promise<string> {
  const { rows } = await client.query<{ rows: number; kind: string }>(
    'SELECT reltuples::double precision AS rows, relkind AS kind FROM pg_class WHERE oid = $1::regclass',
    [relation],
  )
  const [found] = rows
  if (found === undefined || found.rows < largeFrom || found.kind === 'f') return ''
  const percent = Math.max(0.01, (100 * 5 * sampledRows) / found.rows)
  return percent < 100 ? `TABLESAMPLE SYSTEM (${percent.toFixed(4)}) REPEATABLE (1)` : ''
}
