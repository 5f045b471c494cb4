import type { Operation, RowValues } from './history.ts'
import type { RelationSamples } from './learn-rows.ts'
import type { Rows } from './read-rows.ts'
import type { RelationShape } from './relation-shape.ts'
import type { SeededRandom } from './seeded-random.ts'

/** What histories are made of. */
export interface HistoryScene {
  /** Those of which rows can be made, by key. */
  readonly shapes: ReadonlyMap<string, RelationShape>
  readonly samples: ReadonlyMap<string, RelationSamples>
  /** Relation → its service. */
  readonly serviceOf: (relation: string) => string
  /** How often a relation is written to, compared with others. */
  readonly weightOf: (relation: string) => number
}

/** The next operation is to be on this relation, whose database holds these rows. */
export interface Moment {
  readonly scene: HistoryScene
  readonly rows: Rows
  readonly random: SeededRandom
  readonly shape: RelationShape
}

/** Makes operations of one kind. */
export interface Move {
  readonly id: string
  /** How often it is made, compared with others. */
  readonly weight: number
  /** Operations of one transaction; undefined where the relation, or its rows, allow none. */
  make(moment: Moment): readonly Operation[] | undefined
}

export function relationOf({ schema, name }: RelationShape): readonly [string, string] {
  return [schema, name]
}

/** Rows that are there and can be told from others; of one that the transaction itself made only what it gave is known. */
export function rowsOf({ rows, shape }: Moment): readonly RowValues[] {
  const columns = tellingColumns(shape)
  return (rows.get(shape.key) ?? []).filter((row) => columns.every((name) => row[name] !== undefined))
}

/** What tells a row from the others: its key, else everything that can be compared. */
export function whereIs(shape: RelationShape, row: RowValues): RowValues {
  return Object.fromEntries(tellingColumns(shape).map((name) => [name, row[name]!]))
}

function tellingColumns(shape: RelationShape): readonly string[] {
  return shape.identity ?? shape.columns.filter(({ comparable }) => comparable).map(({ name }) => name)
}

/** Whether a value can be given to the column when a row is changed. */
export function canBeSet(shape: RelationShape, column: string): boolean {
  return shape.columns.some(({ name, generated, identity }) => name === column && !generated && identity !== 'always')
}
