import type { Catalog } from '../catalog/catalog.ts'
import { objectAs, objectsOf } from '../catalog/catalog.ts'
import type { Column, Constraint, Index, Relation } from '../catalog/object.ts'
import type { ObjectId, Statement } from '../catalog/statement.ts'
import { groupBy } from '../core/group.ts'
import { quoteName } from '../core/identifier.ts'
import { clauseEnd, columnConstraintSpan } from '../core/sql-cut.ts'
import { keyword, nextToken, tokens } from '../core/sql-lexer.ts'
import { wordBefore } from './edit-statement.ts'
import type { Losses, PartLoss } from './find-losses.ts'
import type { Edit } from './split-plan.ts'

/**
 * What puts columns in CREATE TABLEs that they had from relations of another service: in place of LIKE …, or before their
 * own where INHERITS is cut, checks with them. `lost` is of one service.
 */
export function ownColumnsEdits(
  catalog: Catalog,
  losses: Losses,
  statement: Statement,
  lost: readonly PartLoss[],
): Edit[] {
  if (!lost.some(({ use }) => use.role === 'like' || use.role === 'inherits')) return []
  const { bytes } = catalog.files[statement.file]!
  const print = (loss: PartLoss): string[] => {
    const defaults = new Set(lostDefaults(catalog, losses, loss))
    return takenColumns(catalog, losses, loss).map((column) => printColumn(column, defaults.has(column.name)))
  }
  const edits = lost
    .filter(({ use }) => use.role === 'like')
    .map((loss): Edit => {
      const start = wordBefore(bytes, statement.textStart, loss.use.at, 'like') ?? loss.use.at
      return { start, end: clauseEnd(bytes, start, statement.end), text: print(loss).join(', ') }
    })
  const inheriting = lost.filter(({ use }) => use.role === 'inherits')
  for (const [object, parents] of groupBy(inheriting, (loss) => loss.object)) {
    const relation = objectAs(catalog, object, 'relation')
    const open = firstParenthesis(bytes, relation, statement)
    const checks = parents
      .flatMap((loss) => takenChecks(catalog, losses, loss))
      .map((check) => printCheck(catalog, check))
    const columns = [...parents.flatMap(print), ...checks]
    if (relation.statement !== statement.id || open === undefined || columns.length === 0) continue
    const isEmpty = bytes[nextToken(bytes, open, statement.end).start] === 0x29
    edits.push({ start: open, end: open, text: `${columns.join(', ')}${isEmpty ? '' : ', '}` })
  }
  return edits
}

function firstParenthesis(bytes: Buffer, relation: Relation, statement: Statement): number | undefined {
  for (const token of tokens(bytes, relation.at, statement.end))
    if (token.kind === 'punctuation' && bytes[token.start] === 0x28) return token.end
  return undefined
}

/** The other parents that a CREATE TABLE … INHERITS names and that the service has. */
export function keptParents(catalog: Catalog, losses: Losses, { object, service, use }: PartLoss): ObjectId[] {
  const { uses, pastUses = [] } = catalog.objects[object]!
  return [...uses, ...pastUses]
    .filter(({ role, part }) => role === 'inherits' && part !== undefined && part.at === use.part?.at)
    .map(({ to }) => to)
    .filter((to) => losses.having[to]!.includes(service))
}

function columnPlaces(catalog: Catalog, relation: ObjectId): string[] {
  return objectAs(catalog, relation, 'relation').columns.map(placeOf)
}

function placeOf({ statement, at }: Column): string {
  return `${statement} ${at}`
}

/** The columns that a relation had from another one, and from no parent that it keeps. */
export function takenColumns(catalog: Catalog, losses: Losses, loss: PartLoss): Column[] {
  const { object, use } = loss
  const { columns } = objectAs(catalog, object, 'relation')
  if (use.role === 'inherits') {
    // Their definition is the parent's, also once the two have parted.
    const parent = new Set(columnPlaces(catalog, use.to))
    const others = keptParents(catalog, losses, loss)
    const brought = new Set(others.flatMap((id) => objectAs(catalog, id, 'relation').columns.map(({ name }) => name)))
    return columns.filter((column) => parent.has(placeOf(column)) && !brought.has(column.name))
  }
  return columns.filter((column) => column.at === use.at && column.statement === use.statement)
}

/** The inherited CHECKs that go with the columns. */
export function takenChecks(catalog: Catalog, losses: Losses, { object, service, use }: PartLoss): Constraint[] {
  if (use.role !== 'inherits') return []
  return objectsOf(catalog, 'constraint').filter(
    ({ id, of, cloneOf }) =>
      of === object &&
      cloneOf !== undefined &&
      catalog.objects[cloneOf]!.of === use.to &&
      losses.having[id]!.includes(service),
  )
}

/** Constraints and indexes that LIKE … INCLUDING made: no statement of their own says what they are. */
export function keysFromLike(catalog: Catalog, { object, use }: PartLoss): (Constraint | Index)[] {
  if (use.role !== 'like') return []
  const told = new Set(catalog.statements[use.statement]!.effects.map((effect) => effect.object))
  return [...objectsOf(catalog, 'constraint'), ...objectsOf(catalog, 'index')].filter(
    ({ id, of, statement }) => of === object && statement === use.statement && !told.has(id),
  )
}

function printCheck(catalog: Catalog, check: Constraint): string {
  const original = catalog.objects[check.cloneOf!]!
  const { file, end } = catalog.statements[original.statement]!
  const { bytes } = catalog.files[file]!
  let at = original.at
  for (const token of tokens(bytes, at, end)) {
    at = token.start
    if (keyword(bytes, token) === 'check') break
  }
  return `CONSTRAINT ${quoteName(check.name)} ${bytes.toString('utf8', at, columnConstraintSpan(bytes, at, end).end)}`
}

/** Those of them whose default or generation expression needs something that the service has not. */
export function lostDefaults(catalog: Catalog, losses: Losses, loss: PartLoss): string[] {
  const from = catalog.objects[loss.use.to]!
  const uses = [...catalog.objects[loss.object]!.uses, ...from.uses].filter(
    ({ role, to }) => (role === 'column-default' || role === 'generated') && !losses.having[to]!.includes(loss.service),
  )
  const lost = new Set(uses.flatMap(({ column }) => column ?? []))
  // The sequence of a serial column belongs to the other relation.
  return takenColumns(catalog, losses, loss)
    .filter(({ name, defaultKind }) => defaultKind === 'sequence' || lost.has(name))
    .map(({ name }) => name)
}

function printColumn(column: Column, withoutDefault: boolean): string {
  const words = [quoteName(column.name), column.type]
  if (column.collation !== undefined) words.push(`COLLATE ${column.collation}`)
  if (withoutDefault) return [...words, ...(column.notNull ? ['NOT NULL'] : [])].join(' ')
  if (column.identity !== undefined) words.push(`GENERATED ${column.identity.toUpperCase()} AS IDENTITY`)
  else if (column.generated !== undefined)
    words.push(`GENERATED ALWAYS AS (${column.default ?? 'NULL'}) ${column.generated.toUpperCase()}`)
  else if (column.default !== undefined) words.push(`DEFAULT ${column.default}`)
  if (column.notNull) words.push('NOT NULL')
  return words.join(' ')
}
