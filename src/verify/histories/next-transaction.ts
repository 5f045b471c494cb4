import { nameKey } from '../../core/identifier.ts'
import type { HistoryTransaction, Operation } from './history.ts'
import type { HistoryScene, Move } from './move.ts'
import { moves } from './move-registry.ts'
import { insertRows } from './moves/insert-rows.ts'
import type { Rows } from './read-rows.ts'
import type { RelationShape } from './relation-shape.ts'
import type { SeededRandom } from './seeded-random.ts'

/** So many rows are enough to have a relation in every state. */
const enough = 12

/**
 * Draws what is written next, given the rows that are there: one to four statements on one service, or one after the
 * other on two: those of each together, so that there is one transaction for each service in the order of the statements.
 */
export function nextTransaction(scene: HistoryScene, rows: Rows, random: SeededRandom): HistoryTransaction {
  const first = drawRelation(scene, random, [...scene.shapes.values()])
  const operations = drawPart(scene, rows, random, first)
  const seen = withInserted(rows, operations)
  if (!random.chance(0.15)) return operations
  const service = scene.serviceOf(first.key)
  const others = [...scene.shapes.values()].filter(({ key }) => scene.serviceOf(key) !== service)
  if (others.length === 0) return operations
  return [...operations, ...drawPart(scene, seen, random, drawRelation(scene, random, others))]
}

/** Statements on the service of one relation, and mostly on relations that have to do with it. */
function drawPart(scene: HistoryScene, rows: Rows, random: SeededRandom, first: RelationShape): Operation[] {
  const service = scene.serviceOf(first.key)
  const own = [...scene.shapes.values()].filter(({ key }) => scene.serviceOf(key) === service)
  const near = own.filter((shape) => shape === first || isTied(shape, first))
  const wanted = random.weighted([[1, 60], [2, 25], [3, 10], [4, 5]] as const) // prettier-ignore
  const operations: Operation[] = []
  for (let count = 0; count < wanted; count++) {
    const shape = count === 0 ? first : drawRelation(scene, random, random.chance(0.8) ? near : own)
    operations.push(...drawOperations(scene, withInserted(rows, operations), random, shape))
  }
  return operations
}

/** Rows that the transaction itself made can be referred to in it. */
export function withInserted(rows: Rows, operations: readonly Operation[]): Rows {
  const result = new Map(rows)
  for (const operation of operations) {
    if (operation.kind !== 'insert') continue
    const key = nameKey(...operation.relation)
    result.set(key, [...(result.get(key) ?? []), ...operation.rows])
  }
  return result
}

function drawOperations(
  scene: HistoryScene,
  rows: Rows,
  random: SeededRandom,
  shape: RelationShape,
): readonly Operation[] {
  const moment = { scene, rows, random, shape: needed(scene, rows, shape) }
  const count = rows.get(moment.shape.key)?.length ?? 0
  const weighted = moves.map((move): readonly [Move, number] => [move, move.weight * (move === insertRows ? Math.max(0.1, 1 - count / enough) * (count === 0 ? 50 : 1) : 1)]) // prettier-ignore
  for (;;) {
    const made = random.weighted(weighted).make(moment)
    if (made !== undefined) return made
  }
}

/** Where a row cannot be without one of another relation of the service, and that one is empty, it comes first. */
function needed(scene: HistoryScene, rows: Rows, shape: RelationShape, seen = new Set<RelationShape>()): RelationShape {
  seen.add(shape)
  for (const { columns, referenced } of shape.references) {
    const other = scene.shapes.get(referenced)
    const must = columns.every((name) => shape.columns.find((column) => column.name === name)?.notNull === true)
    if (other === undefined || seen.has(other) || !must || (rows.get(referenced)?.length ?? 0) > 0) continue
    if (scene.serviceOf(referenced) === scene.serviceOf(shape.key)) return needed(scene, rows, other, seen)
  }
  return shape
}

function drawRelation(scene: HistoryScene, random: SeededRandom, shapes: readonly RelationShape[]): RelationShape {
  return random.weighted(shapes.map((shape) => [shape, scene.weightOf(shape.key)] as const))
}

function isTied(a: RelationShape, b: RelationShape): boolean {
  const refers = (from: RelationShape, to: RelationShape) => from.references.some(({ referenced }) => referenced === to.key) // prettier-ignore
  return refers(a, b) || refers(b, a)
}
