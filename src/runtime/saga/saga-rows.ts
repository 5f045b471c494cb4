import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { ReleasableKey } from '../release/release-key.ts'

type RelationName = readonly [schema: string, relation: string]

/**
 * Inserts a row that is given as JSON, and gives it back with the columns of `key` as the database has them. Columns that are left
 * out get their defaults. Numbers of up to four bytes are numbers, every other value of the key is its text.
 */
export async function insertRow<Row extends object>(
  client: ClientBase,
  [schema, relation]: RelationName,
  row: Row,
  key: readonly string[],
): Promise<Row> {
  const table = quote(schema, relation)
  const given = Object.entries(row).flatMap(([name, value]) => (value === undefined ? [] : [quote(name)]))
  const values = `SELECT ${given.join(', ')} FROM jsonb_populate_record(NULL::${table}, $1)`
  const { rows } = await client.query<Partial<Row>>({
    text: `INSERT INTO ${table} ${given.length === 0 ? 'DEFAULT VALUES' : `(${given.join(', ')}) ${values}`} RETURNING ${key.map((name) => quote(name)).join(', ')}`,
    values: given.length === 0 ? [] : [JSON.stringify(row)],
    types: { getTypeParser: (type: number) => (text: string) => (type === int2 || type === int4 ? Number(text) : text) } as never, // prettier-ignore
  })
  return { ...row, ...rows[0] }
}

const [int2, int4] = [21, 23]

/** Deletes the row that `insertRow` gave; none where it is gone already. */
export async function deleteRow(
  client: ClientBase,
  [schema, relation]: RelationName,
  row: object,
  key: readonly string[],
): Promise<void> {
  const where = key.map((name, at) => `${quote(name)} = $${at + 1}`).join(' AND ')
  await client.query(`DELETE FROM ${quote(schema, relation)} WHERE ${where}`, valuesOf(row, key))
}

/**
 * Has the row that `insertRow` gave released, as others may refer to it by now; to be called again while it says `later`. While somebody
 * refuses, it stays and is asked for again.
 */
export async function releaseRow(
  client: ClientBase,
  [schema, relation]: RelationName,
  row: object,
  key: readonly string[],
  { home, name }: ReleasableKey,
): Promise<void | 'later'> {
  const values = valuesOf(row, key)
  const where = `SELECT FROM ${quote(schema, relation)} WHERE ${sameKey(key)}`
  if ((await client.query(where, values)).rowCount === 0) return
  const places = key.map((_, at) => `$${at + 1}`).join(', ')
  await client.query(`SELECT ${quote(home, `${name}_request_release`)}(${places})`, values)
  return 'later'
}

function sameKey(key: readonly string[]): string {
  return key.map((name, at) => `${quote(name)} = $${at + 1}`).join(' AND ')
}

function valuesOf(row: object, names: readonly string[]): unknown[] {
  return names.map((name) => (row as Readonly<Record<string, unknown>>)[name])
}
