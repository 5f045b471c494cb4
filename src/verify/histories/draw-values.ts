import type { RowValues } from './history.ts'
import type { Moment } from './move.ts'
import { rowsOf } from './move.ts'
import type { ReferenceShape } from './relation-shape.ts'

/** A value that the column takes; mostly one that no row has. */
export function drawFresh(moment: Moment, column: string): string | null {
  const values = valuesOf(moment, column).filter((value) => value !== null)
  if (values.length === 0) return null
  const used = new Set(rowsOf(moment).map((row) => row[column]))
  const free = values.filter((value) => !used.has(value))
  return moment.random.pick(free.length > 0 && moment.random.chance(0.9) ? free : values)
}

/** Any value that the column takes. */
export function drawAny(moment: Moment, column: string): string | null {
  const values = valuesOf(moment, column)
  return values.length === 0 ? null : moment.random.pick(values)
}

/**
 * Values for the referencing columns: mostly a key that is there, sometimes NULL in all or some of them, sometimes a key
 * that is not there. Columns in `fixed` keep their values.
 */
export function drawReference(moment: Moment, reference: ReferenceShape, fixed: RowValues = {}): RowValues {
  const { random, rows, shape } = moment
  const { columns, referenced, referencedColumns } = reference
  const keep = (values: RowValues) => ({ ...values, ...pickColumns(fixed, columns) })
  const nullable = columns.filter((name) => !shape.columns.find((column) => column.name === name)!.notNull)
  if (nullable.length > 0 && random.chance(0.12)) {
    const all = nullable.length === columns.length && random.chance(0.6)
    const nulls = all ? nullable : [random.pick(nullable)]
    const others = Object.fromEntries(columns.map((name) => [name, drawAny(moment, name)]))
    return keep({ ...others, ...Object.fromEntries(nulls.map((name) => [name, null])) })
  }
  const matching = (rows.get(referenced) ?? []).filter((row) =>
    columns.every((name, at) => {
      const value = row[referencedColumns[at]!]
      return value !== undefined && (!Object.hasOwn(fixed, name) || fixed[name] === value)
    }),
  )
  if (matching.length > 0 && random.chance(0.9)) {
    const row = random.pick(matching)
    return keep(Object.fromEntries(columns.map((name, at) => [name, row[referencedColumns[at]!]!])))
  }
  return keep(Object.fromEntries(columns.map((name) => [name, drawFresh(moment, name)])))
}

/** A whole row: like one that was accepted, with a key of its own and references that lead somewhere. */
export function drawRow(moment: Moment): RowValues {
  const { scene, shape, random } = moment
  const samples = scene.samples.get(shape.key)!
  const row: Record<string, string | null> = { ...random.pick(samples.rows) }
  for (const { name, unique } of shape.columns) {
    if (!Object.hasOwn(row, name)) continue
    if (unique) row[name] = row[name] === null && random.chance(0.5) ? null : drawFresh(moment, name)
    else if (random.chance(0.15)) row[name] = drawAny(moment, name)
  }
  let referring: RowValues = {}
  for (const reference of random.shuffled(shape.references))
    referring = { ...referring, ...drawReference(moment, reference, referring) }
  return { ...row, ...pickColumns(referring, Object.keys(row)) }
}

function valuesOf({ scene, shape }: Moment, column: string): readonly (string | null)[] {
  return scene.samples.get(shape.key)?.values[column] ?? []
}

function pickColumns(values: RowValues, columns: readonly string[]): RowValues {
  return Object.fromEntries(columns.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]!]] : [])))
}
