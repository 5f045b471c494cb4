import type { HistoryTransaction } from '../histories/history.ts'
import type { HistoryScene, Move } from '../histories/move.ts'
import { changeKey } from '../histories/moves/change-key.ts'
import { changeReference } from '../histories/moves/change-reference.ts'
import { deleteRow } from '../histories/moves/delete-row.ts'
import { insertRows } from '../histories/moves/insert-rows.ts'
import { replaceRow } from '../histories/moves/replace-row.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import { findFields } from './find-fields.ts'
import type { ClientProgram } from './round.ts'
import type { CrossingReference, Topology } from './topology.ts'

/** How often each is made, compared with others. */
type Choice = readonly (readonly [Move, number])[]

const ending: Choice = [[deleteRow, 6], [changeKey, 2]] // prettier-ignore
const endingInSeveral: Choice = [...ending, [replaceRow, 1]]
const naming: Choice = [[insertRows, 6], [changeReference, 3], [deleteRow, 4]] // prettier-ignore

/** Milliseconds between two transactions of a client, and that one stands open before its COMMIT, at most. */
const longestPause = 8
const longestHold = 40

/**
 * Some have one key go, change and come again, and some have rows name it meanwhile; undefined where no reference of which
 * keys may end so has a row.
 */
export function drawDuel(
  scene: HistoryScene,
  topology: Topology,
  rows: Rows,
  random: SeededRandom,
): readonly ClientProgram[] | undefined {
  const { serviceOf } = scene
  const fields = findFields(scene, topology, rows)
  if (fields.length === 0) return undefined
  const field = random.pick(fields)
  const hot = random.pick(rows.get(field.to)!)
  const around = new Map([...rows, [field.to, [hot]], [field.from, random.shuffled(rows.get(field.from) ?? []).slice(0, 4)]]) // prettier-ignore
  // Where no transaction has several statements, clients run READ COMMITTED, as most do.
  const hasSeveral = random.chance(0.4)
  const program = (service: string, relation: string, choice: Choice, count: number): ClientProgram => ({
    service,
    transactions: Array.from({ length: count }, () => drawMoves(scene, around, random, relation, choice, hasSeveral)).flatMap((operations) => (operations === undefined ? [] : [{ pause: random.below(longestPause), ...drawHold(random, longestHold), operations }])), // prettier-ignore
  })
  return [
    program(serviceOf(field.to), field.to, hasSeveral ? endingInSeveral : ending, 2 + random.below(2)),
    comeAgain(scene, field, hot, random),
    ...Array.from({ length: 3 }, () => program(serviceOf(field.from), field.from, naming, 3 + random.below(4))),
  ].filter(({ transactions }) => transactions.length > 0)
}

/** Half of the transactions stand open for a while, so that others write between what they looked at and their COMMIT. */
export function drawHold(random: SeededRandom, longest: number): { readonly hold?: number } {
  return random.chance(0.5) ? { hold: 1 + random.below(longest) } : {}
}

/** One move; some transactions have two where they may have several. */
function drawMoves(
  scene: HistoryScene,
  rows: Rows,
  random: SeededRandom,
  relation: string,
  choice: Choice,
  hasSeveral: boolean,
): HistoryTransaction | undefined {
  const shape = scene.shapes.get(relation)!
  const make = () => random.weighted(choice).make({ scene, rows, random, shape }) ?? []
  const operations = [...make(), ...(hasSeveral && random.chance(0.3) ? make() : [])]
  return operations.length === 0 ? undefined : operations
}

/** The row as it was, a while later. */
function comeAgain(
  { shapes, serviceOf }: HistoryScene,
  { to }: CrossingReference,
  row: Readonly<Record<string, string | null>>,
  random: SeededRandom,
): ClientProgram {
  const { schema, name, columns } = shapes.get(to)!
  const given = columns.filter(({ generated }) => !generated).map((column) => [column.name, row[column.name]!] as const)
  const overriding = columns.some(({ identity }) => identity === 'always')
  const operations: HistoryTransaction = [
    { kind: 'insert', relation: [schema, name], rows: [Object.fromEntries(given)], ...(overriding ? { overriding } : {}) },
  ] // prettier-ignore
  return { service: serviceOf(to), transactions: [{ pause: 5 + random.below(60), operations }] }
}
