import type { ClientBase } from 'pg'
import { quoteLiteral, quoteName, quoteQualified } from '../../core/identifier.ts'
import { candidateValues } from './candidate-values.ts'
import type { RowValues } from './history.ts'
import { operationSql } from './operation-sql.ts'
import { readRows } from './read-rows.ts'
import type { ColumnShape, RelationShape } from './relation-shape.ts'
import { SeededRandom } from './seeded-random.ts'
import type { Attempt } from './try-statements.ts'
import { trying, tryStatements } from './try-statements.ts'

/** What a relation is known to take, whatever refers to what. */
export interface RelationSamples {
  /** Whole rows; generated columns are left out. */
  readonly rows: readonly RowValues[]
  /** By column: values that one of the rows was accepted with. */
  readonly values: Readonly<Record<string, readonly (string | null)[]>>
}

/** Relations without any row are not in `samples`; why stands in `unknown`, by relation. */
export interface LearntRows {
  readonly samples: ReadonlyMap<string, RelationSamples>
  readonly unknown: ReadonlyMap<string, string>
}

/** How many values are tried for a column: of a key there must be many, of others some. */
const many = 30
const some = 6
const batch = 40
const rounds = 6

/**
 * Finds rows that each relation takes, by trying on a loaded original, without its foreign keys: values of the types,
 * constants and patterns of the CHECKs, and the rows that are there. Nothing of it stays.
 */
export async function learnRows(client: ClientBase, shapes: ReadonlyMap<string, RelationShape>): Promise<LearntRows> {
  await client.query('BEGIN')
  try {
    await client.query(trying)
    for (const shape of shapes.values())
      for (const { constraint } of shape.references)
        await client.query(`ALTER TABLE ${quoteQualified(shape)} DROP CONSTRAINT IF EXISTS ${quoteName(constraint)}`)
    const known = await readRows(client, [...shapes.values()])
    const samples = new Map<string, RelationSamples>()
    const unknown = new Map<string, string>()
    for (const shape of shapes.values()) {
      const learnt = await learnRelation(client, shape, known.get(shape.key)!.slice(0, 4))
      if (typeof learnt === 'string') unknown.set(shape.key, learnt)
      else samples.set(shape.key, learnt)
    }
    return { samples, unknown }
  } finally {
    await client.query('ROLLBACK')
  }
}

async function learnRelation(
  client: ClientBase,
  shape: RelationShape,
  known: readonly RowValues[],
): Promise<RelationSamples | string> {
  const columns = shape.columns.filter(({ generated }) => !generated)
  const candidates = new Map<string, (string | null)[]>()
  for (const column of columns) candidates.set(column.name, await candidatesOf(client, shape, column))
  const random = new SeededRandom(1)
  const found: RowValues[] = known.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name]!])))
  let last: Attempt | undefined
  for (let round = 0; round < rounds && (round === 0 || found.length === 0); round++) {
    const rows = Array.from({ length: batch }, (_, at) => drawRow(columns, candidates, random, round === 0 ? at : batch)) // prettier-ignore
    const attempts = await tryRows(client, shape, rows)
    last = attempts.find(({ code }) => !isAccepted(code)) ?? last
    const accepted = rows.filter((_, at) => isAccepted(attempts[at]!.code))
    found.push(...accepted.slice(0, 8))
  }
  const base = found[0]
  if (base === undefined) return last?.message ?? 'it has no columns'
  const variants = columns.flatMap(({ name }) => candidates.get(name)!.map((value) => ({ name, value })))
  const attempts = await tryRows(client, shape, variants.map(({ name, value }) => ({ ...base, [name]: value }))) // prettier-ignore
  const values: Record<string, (string | null)[]> = {}
  for (const { name } of columns) values[name] = [...new Set(found.map((row) => row[name]!))]
  for (const [at, { name, value }] of variants.entries())
    if (isAccepted(attempts[at]!.code) && !values[name]!.includes(value)) values[name]!.push(value)
  return { rows: found, values }
}

/** What fits the column's type and the CHECKs that are about it alone; NULL first where it may be. */
async function candidatesOf(
  client: ClientBase,
  shape: RelationShape,
  { name, type, notNull, unique, default: made }: ColumnShape,
): Promise<(string | null)[]> {
  const about = shape.checks.filter(({ columns }) => columns.includes(name))
  const isKey = unique || shape.references.some(({ columns }) => columns.includes(name))
  const { columns: deciding, bounds } = shape.partitions
  const said = [...about.map(({ expression }) => expression), made ?? '', ...(deciding.includes(name) ? bounds : [])]
  const texts = candidateValues(type, said, isKey ? many : some)
  const alone = about.filter(({ columns }) => columns.length === 1).map(({ expression }) => `(${expression}) IS NOT FALSE`) // prettier-ignore
  const holds = alone.length === 0 ? 'true' : alone.join(' AND ')
  const statements = texts.map(
    (text) => `SELECT 1 / CASE WHEN ${holds} THEN 1 ELSE 0 END
       FROM (SELECT CAST(${quoteLiteral(text)} AS ${type.sql}) AS ${quoteName(name)}) AS ${quoteName(shape.name)}`,
  )
  const attempts = await tryStatements(client, statements)
  const fitting = texts.filter((_, at) => attempts[at]!.code === undefined).slice(0, isKey ? many : some)
  return notNull && fitting.length > 0 ? fitting : [null, ...fitting]
}

/** The first without what may be NULL, then the first of everything, then anything. */
function drawRow(
  columns: readonly ColumnShape[],
  candidates: ReadonlyMap<string, readonly (string | null)[]>,
  random: SeededRandom,
  at: number,
): RowValues {
  const draw = (all: readonly (string | null)[]) => {
    if (at === 0) return all[0]!
    const filled = all.filter((value) => value !== null)
    if (filled.length === 0) return null
    if (at === 1) return filled[0]!
    return all[0] === null && random.chance(0.3) ? null : random.pick(filled)
  }
  return Object.fromEntries(columns.map(({ name }) => [name, draw(candidates.get(name)!)]))
}

function tryRows(client: ClientBase, shape: RelationShape, rows: readonly RowValues[]): Promise<Attempt[]> {
  return tryStatements(
    client,
    rows.map((row) => operationSql({ kind: 'insert', relation: [shape.schema, shape.name], rows: [row], overriding: true })), // prettier-ignore
  )
}

/** A row like one that is there already is as good as any. */
function isAccepted(code: string | undefined): boolean {
  return code === undefined || code === '23505' || code === '23P01'
}
