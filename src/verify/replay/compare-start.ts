import type { EmitInput } from '../../emit/emitter.ts'
import type { Rows } from '../histories/read-rows.ts'
import { readRows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import { loadSource } from '../load/load-split.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import type { Difference, Unrepeatable } from './difference.ts'
import { findRowDifference, findUnrepeatable } from './difference.ts'
import { withClient } from '../load/with-client.ts'
import { adoptRows } from './adopt-rows.ts'

/**
 * Whether the services begin with the rows of the source; what depends on when it is loaded is found by loading it again, and is then
 * the same on both sides.
 */
export async function compareStart(
  server: ScratchServer,
  input: EmitInput,
  original: ScratchDatabase,
  shapes: readonly RelationShape[],
  serviceOf: (relation: string) => string,
  split: Rows,
): Promise<{ readonly difference: Difference | undefined; readonly unrepeatable: Unrepeatable }> {
  const read = ({ url }: ScratchDatabase) => withClient(url, (client) => readRows(client, shapes))
  const rows = await read(original)
  const compare = (ignored: Unrepeatable) => findRowDifference(shapes, serviceOf, rows, split, ignored)
  if (compare(new Map()) === undefined) return { difference: undefined, unrepeatable: new Map() }
  const database = await loadSource(server, input.catalog.files, [])
  const unrepeatable = findUnrepeatable(shapes, rows, await read(database))
  await database.drop()
  const difference = compare(unrepeatable)
  if (difference === undefined)
    await withClient(original.url, (client) => adoptRows(client, shapes, split, unrepeatable))
  return { difference, unrepeatable }
}
