import type { ClientBase } from 'pg'
import { quoteName } from '../../core/identifier.ts'
import type { RowValues } from './history.ts'
import { ownRows } from './own-rows.ts'
import type { RelationShape } from './relation-shape.ts'

/** The rows of each relation, by its key. */
export type Rows = ReadonlyMap<string, readonly RowValues[]>

/** Everything that relations hold, as texts, in an order that depends on the rows alone. */
export async function readRows(
  client: Pick<ClientBase, 'query'>,
  shapes: readonly RelationShape[],
): Promise<Map<string, RowValues[]>> {
  const rows = new Map<string, RowValues[]>(shapes.map(({ key }) => [key, []]))
  if (shapes.length === 0) return rows
  const queries = shapes.map((shape, at) => {
    const texts = shape.columns.map(({ name }) => `${quoteName(name)}::text`)
    return `SELECT ${at} AS place, array_to_json(ARRAY[${texts.join(', ')}]::text[])::text AS row
      FROM ${ownRows(shape)}`
  })
  const found = await client.query<{ place: number; row: string }>(queries.join(' UNION ALL '))
  found.rows.sort((a, b) => (a.row < b.row ? -1 : a.row > b.row ? 1 : 0))
  for (const { place, row } of found.rows) {
    const shape = shapes[place]!
    const values = JSON.parse(row) as (string | null)[]
    rows.get(shape.key)!.push(Object.fromEntries(shape.columns.map(({ name }, at) => [name, values[at]!])))
  }
  return rows
}
