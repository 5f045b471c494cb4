import type { ClientBase } from 'pg'
import { quoteName } from '../../core/identifier.ts'
import { operationSql } from '../histories/operation-sql.ts'
import { ownRows } from '../histories/own-rows.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Unrepeatable } from './difference.ts'

/**
 * Gives one database the rows of the services where the source makes others each time (`DEFAULT gen_random_uuid()`): histories name
 * keys that must be the same on both sides. Leaves it as it is where the role may not, or where the rows would not be one database's.
 */
export async function adoptRows(
  client: ClientBase,
  shapes: readonly RelationShape[],
  split: Rows,
  unrepeatable: Unrepeatable,
): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query('SET LOCAL session_replication_role = replica')
    for (const shape of shapes) {
      if (!unrepeatable.has(shape.key)) continue
      await client.query(`DELETE FROM ${ownRows(shape)}`)
      const given = shape.columns.filter(({ generated }) => !generated).map(({ name }) => name)
      const rows = (split.get(shape.key) ?? []).map((row) =>
        Object.fromEntries(given.map((name) => [name, row[name]!])),
      )
      if (rows.length > 0)
        await client.query(operationSql({ kind: 'insert', relation: [shape.schema, shape.name], rows, overriding: true })) // prettier-ignore
    }
    await client.query((await hasOrphans(client, shapes)) ? 'ROLLBACK' : 'COMMIT')
  } catch {
    await client.query('ROLLBACK')
  }
}

/** Rows that refer to a key that is not there: foreign keys have not looked. */
async function hasOrphans(client: ClientBase, shapes: readonly RelationShape[]): Promise<boolean> {
  const byKey = new Map(shapes.map((shape) => [shape.key, shape]))
  const searches = shapes.flatMap((shape) =>
    shape.references.flatMap(({ columns, referenced, referencedColumns }) => {
      const target = byKey.get(referenced)
      if (target === undefined) return []
      const own = columns.map((column) => `r.${quoteName(column)}`)
      const same = own.map((column, at) => `${column} = t.${quoteName(referencedColumns[at]!)}`)
      return [
        `EXISTS (SELECT FROM ${ownRows(shape)} AS r WHERE ${own.map((column) => `${column} IS NOT NULL`).join(' AND ')}
          AND NOT EXISTS (SELECT FROM ${ownRows(target)} AS t WHERE ${same.join(' AND ')}))`,
      ]
    }),
  )
  if (searches.length === 0) return false
  const { rows } = await client.query<{ found: boolean }>(`SELECT ${searches.join(' OR ')} AS found`)
  return rows[0]!.found
}
