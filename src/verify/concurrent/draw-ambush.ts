import type { RowValues } from '../histories/history.ts'
import type { HistoryScene } from '../histories/move.ts'
import { whereIs } from '../histories/move.ts'
import { insertRows } from '../histories/moves/insert-rows.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import type { ClientProgram } from './round.ts'
import type { CrossingReference, Topology } from './topology.ts'
import { findFields } from './find-fields.ts'

/** Keys that are beset, each by clients of its own. */
const most = 3
/** Milliseconds until it goes, at most; until then the rows that name it are written. */
const latest = 40
/** Milliseconds that their transactions stand open, at most. */
const longestHold = 500

/**
 * Keys that no row names are to go by agreement, and meanwhile a transaction stands open that has a row name them: whoever
 * asks whether somebody has the key must not overlook it. undefined where there is no such key.
 */
export function drawAmbush(
  scene: HistoryScene,
  topology: Topology,
  rows: Rows,
  random: SeededRandom,
): readonly ClientProgram[] | undefined {
  const free = findFields(scene, topology, rows).filter(({ isReleased }) => isReleased).flatMap((field) => findUnnamed(rows, topology, field).map((row) => ({ field, row }))) // prettier-ignore
  if (free.length === 0) return undefined
  return random.shuffled(free).slice(0, most).flatMap(({ field, row }) => beset(scene, field, row, rows, random)) // prettier-ignore
}

function beset(
  scene: HistoryScene,
  { from, to }: CrossingReference,
  row: RowValues,
  rows: Rows,
  random: SeededRandom,
): ClientProgram[] {
  const [ending, naming] = [scene.shapes.get(to)!, scene.shapes.get(from)!]
  const goes = { kind: 'delete', relation: [ending.schema, ending.name], where: whereIs(ending, row) } as const
  const named = insertRows.make({ scene, rows: new Map([...rows, [to, [row]]]), random, shape: naming })
  return [
    { service: scene.serviceOf(to), transactions: [{ pause: 10 + random.below(latest), operations: [goes] }] },
    ...(named === undefined ? [] : [{ service: scene.serviceOf(from), transactions: [{ pause: random.below(10), hold: 100 + random.below(longestHold), untilClosing: true as const, operations: named }] }]), // prettier-ignore
  ]
}

/** Rows whose keys no row of another service has. */
function findUnnamed(rows: Rows, { references }: Topology, { to }: CrossingReference): RowValues[] {
  const naming = references.filter((reference) => reference.to === to)
  const isNamed = (row: RowValues) =>
    naming.some(({ from, columns, referencedColumns }) => (rows.get(from) ?? []).some((other) => columns.every((name, at) => other[name] === row[referencedColumns[at]!]))) // prettier-ignore
  return (rows.get(to) ?? []).filter((row) => !isNamed(row))
}
