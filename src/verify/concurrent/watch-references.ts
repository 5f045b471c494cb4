import { quoteName } from '../../core/identifier.ts'
import { ownRows } from '../histories/own-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import { isLost } from '../replay/outcome.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { CrossingReference } from './topology.ts'

/** What a look at both ends of a reference needs. */
export interface WatchedReference {
  readonly reference: CrossingReference
  readonly from: { readonly side: ServiceSide; readonly shape: RelationShape }
  readonly to: { readonly side: ServiceSide; readonly shape: RelationShape }
}

export interface Seen {
  /** Looks that were made. */
  looks: number
  /** Sentences. */
  readonly orphans: string[]
}

/**
 * Looks at one reference after the other until told to end. A version of a row that stood before and after a look at the
 * keys stood at that look, and so must its key have.
 */
export async function watchReferences(watched: readonly WatchedReference[], isOver: () => boolean): Promise<Seen> {
  const seen: Seen = { looks: 0, orphans: [] }
  for (let at = 0; watched.length > 0 && (!isOver() || at < watched.length); at++) {
    const orphans = await look(watched[at % watched.length]!).catch(unlessLost)
    if (orphans !== undefined) seen.looks++
    seen.orphans.push(...(orphans ?? []))
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
  return seen
}

function unlessLost(error: unknown): undefined {
  if (!isLost(error)) throw error
}

async function look({ reference, from, to }: WatchedReference): Promise<string[]> {
  const before = await readVersions(from, reference)
  if (before.size === 0) return []
  const keys = [...new Set(before.values())]
  const missing = new Set(await findMissing(to, reference, keys))
  if (missing.size === 0) return []
  const after = await readVersions(from, reference)
  const orphans = [...before].filter(([version, key]) => missing.has(key) && after.get(version) === key)
  return orphans.map(([, key]) => `${from.shape.schema}.${from.shape.name} (${reference.columns.join(', ')}) named ${(JSON.parse(key) as string[]).join(', ')}, which was not there: ${reference.constraint}`) // prettier-ignore
}

/** Row version → the key that it names, as JSON. */
async function readVersions(
  { side, shape }: WatchedReference['from'],
  { columns }: CrossingReference,
): Promise<ReadonlyMap<string, string>> {
  const names = columns.map(quoteName)
  const { rows } = await side.client.query<{ version: string; key: string }>(
    `SELECT concat_ws(' ', tableoid, ctid, xmin) AS version, to_json(ARRAY[${names.map((name) => `${name}::text`).join(', ')}])::text AS key
       FROM ${ownRows(shape)} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')}`,
  )
  return new Map(rows.map(({ version, key }) => [version, key]))
}

async function findMissing(
  { side, shape }: WatchedReference['to'],
  { referencedColumns }: CrossingReference,
  keys: readonly string[],
): Promise<readonly string[]> {
  const same = referencedColumns.map((name, at) => {
    const { sql } = shape.columns.find((column) => column.name === name)!.type
    return `t.${quoteName(name)} = CAST(g.key::json ->> ${at} AS ${sql})`
  })
  const { rows } = await side.client.query<{ key: string }>(
    `SELECT g.key FROM unnest($1::text[]) AS g (key)
      WHERE NOT EXISTS (SELECT FROM ${ownRows(shape)} AS t WHERE ${same.join(' AND ')})`,
    [keys],
  )
  return rows.map(({ key }) => key)
}
