import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { UseRole } from '../catalog/object.ts'
import type { ObjectId, Part } from '../catalog/statement.ts'
import { builtinTypes } from './builtin-types.ts'
import type { Node, NodeOf, RangeVar, TypeName } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import { rangeParts, type StatementContext } from './statement-kind.ts'

export interface UsePlace {
  readonly role: UseRole
  readonly part?: Part | undefined
  readonly column?: string
  /** Names that hide relations everywhere in the expression: temporary tables of a routine. */
  readonly hidden?: ReadonlySet<string>
}

/**
 * Writes down every catalogued object that an expression or query needs: relations (the names of WITH queries are none),
 * routines, types of casts, and what a constant cast to regclass and its like names. What is changed is marked as written.
 */
export function findUses(
  context: StatementContext,
  by: ObjectId,
  expression: Node | undefined,
  { role, part, column, hidden: names }: UsePlace,
): void {
  if (isPlainValue(expression)) return
  const { builder } = context
  const call = nodeAs(expression, 'FuncCall')
  // now(), gen_random_uuid(): most defaults that are no constant.
  if (call !== undefined && isBare(call) && resolveCall(builder, namesOf(call.funcname), 0) === undefined) return
  const more = { ...(part === undefined ? {} : { part }), ...(column === undefined ? {} : { column }) }
  const found = (to: ObjectId | undefined, location: number | undefined, writes = false): void =>
    context.use(by, to, role, location, writes ? { ...more, writes } : more)

  const visitRange = (range: RangeVar, scope: Scope, writes = false): void => {
    if (range.schemaname === undefined && hidden(scope, range.relname ?? '')) return
    found(builder.resolveRelation(rangeParts(range)), range.location, writes)
  }
  const visitTruncated = ({ relations }: NodeOf<'TruncateStmt'>, scope: Scope): void => {
    for (const item of relations ?? []) {
      const range = nodeAs(item, 'RangeVar')
      if (range !== undefined) visitRange(range, scope, true)
    }
  }
  const visit = (value: unknown, scope: Scope): void => {
    if (value === null || typeof value !== 'object') return
    if (Array.isArray(value)) {
      for (const item of value) visit(item, scope)
      return
    }
    const fields = value as Record<string, unknown>
    const inner = scopeOf(fields, scope)
    for (const key in fields) {
      const child = fields[key]
      if (child === null || typeof child !== 'object') continue
      if (key === 'withClause') {
        visitWith(child as NodeOf<'WithClause'>, scope)
        continue
      }
      if (key === 'RangeVar') visitRange(child as RangeVar, inner)
      else if (key === 'FuncCall') visitCall(child as NodeOf<'FuncCall'>)
      else if (key === 'typeName') visitType(child as TypeName)
      else if (key === 'CollateClause') visitCollation(child as NodeOf<'CollateClause'>)
      else if (key === 'TypeCast') visitObjectName(child as NodeOf<'TypeCast'>)
      else if (key === 'CallStmt') visitCall((child as NodeOf<'CallStmt'>).funccall ?? {})
      else if (key === 'TruncateStmt') {
        visitTruncated(child as NodeOf<'TruncateStmt'>, inner)
        continue
      } else if (writers.has(key)) {
        const { relation, is_from: fills } = child as { relation?: RangeVar; is_from?: boolean }
        const scope = scopeOf(child as Record<string, unknown>, inner)
        if (relation !== undefined) visitRange(relation, scope, key !== 'CopyStmt' || fills === true)
      }
      visit(child, inner)
    }
  }
  /** A query of WITH sees those before it; with RECURSIVE all of them, itself too. */
  const visitWith = ({ ctes = [], recursive }: NodeOf<'WithClause'>, outer: Scope): void => {
    const all = new Set(ctes.map(nameOfQuery))
    const before = new Set<string>()
    for (const query of ctes) {
      visit(query, { names: recursive === true ? all : new Set(before), outer })
      before.add(nameOfQuery(query))
    }
  }
  const visitObjectName = ({ arg, typeName }: NodeOf<'TypeCast'>): void => {
    const type = namesOf(typeName?.names).at(-1) ?? ''
    const { sval, location } = nodeAs(arg, 'A_Const') ?? {}
    const name = sval?.sval
    if (name === undefined || !type.startsWith('reg')) return
    if (type === 'regclass') found(builder.resolveRelation(splitName(name)), location)
    else if (type === 'regproc' || type === 'regprocedure')
      found(builder.resolveRoutine(splitName(name.replace(/\(.*/s, ''))), location)
    else if (type === 'regtype') found(builder.resolveType(splitName(name)), location)
  }
  const visitCall = (call: NodeOf<'FuncCall'>): void => {
    const names = namesOf(call.funcname)
    found(resolveCall(builder, names, call.args?.length ?? 0), call.location)
    const sequence = sequenceArgument(names[names.length - 1], call.args)
    if (sequence !== undefined) found(builder.resolveRelation(splitName(sequence)), call.location)
  }
  const visitCollation = ({ collname, location }: NodeOf<'CollateClause'>): void => {
    found(builder.resolveOther('collation', namesOf(collname)), location)
  }
  const visitType = (type: TypeName): void => {
    const names = namesOf(type.names)
    if (names[names.length - 2] !== 'pg_catalog') found(builder.resolveType(names), type.location)
  }
  visit(expression, names === undefined || names.size === 0 ? undefined : { names, outer: undefined })
}

/** The overload that takes as many arguments, else the first. */
function resolveCall(builder: CatalogBuilder, names: readonly string[], count: number): ObjectId | undefined {
  return (
    builder.resolveRoutine(names, ({ arguments: list }) => (list === '' ? 0 : list.split(', ').length) === count) ??
    builder.resolveRoutine(names)
  )
}

/** A call without arguments or clauses. */
function isBare(call: NodeOf<'FuncCall'>): boolean {
  for (const field in call) if (field !== 'funcname' && field !== 'location' && field !== 'funcformat') return false
  return true
}

/** A constant, or one cast to a type of pg_catalog: most defaults are, and they need nothing. */
function isPlainValue(expression: Node | undefined): boolean {
  if (expression === undefined || nodeAs(expression, 'A_Const') !== undefined) return true
  const cast = nodeAs(expression, 'TypeCast')
  if (cast === undefined || nodeAs(cast.arg, 'A_Const') === undefined) return false
  const names = cast.typeName?.names ?? []
  const first = nodeAs(names[0], 'String')?.sval ?? ''
  return names.length > 1 ? first === 'pg_catalog' : builtinTypes.has(first)
}

/** Statements with one target that they change; COPY … TO only reads it. */
const writers = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CopyStmt', 'RefreshMatViewStmt'])

/** The names of WITH queries that hide relations, inner before outer. */
type Scope = { readonly names: ReadonlySet<string>; readonly outer: Scope } | undefined

function scopeOf(fields: Record<string, unknown>, outer: Scope): Scope {
  const clause = fields['withClause'] as NodeOf<'WithClause'> | undefined
  if (clause?.ctes === undefined) return outer
  return { names: new Set(clause.ctes.map(nameOfQuery)), outer }
}

function nameOfQuery(query: Node): string {
  return nodeAs(query, 'CommonTableExpr')?.ctename ?? ''
}

function hidden(scope: Scope, name: string): boolean {
  for (let at = scope; at !== undefined; at = at.outer) if (at.names.has(name)) return true
  return false
}

const sequenceRoutines = new Set(['nextval', 'currval', 'setval', 'lastval'])

function sequenceArgument(routine: string | undefined, args: readonly Node[] | undefined): string | undefined {
  if (routine === undefined || !sequenceRoutines.has(routine)) return undefined
  let argument = args?.[0]
  for (let cast = nodeAs(argument, 'TypeCast'); cast !== undefined; cast = nodeAs(argument, 'TypeCast'))
    argument = cast.arg
  return nodeAs(argument, 'A_Const')?.sval?.sval
}

/** A qualified name in a text, as regclass reads it: folded unless quoted. */
export function splitName(text: string): string[] {
  if (!text.includes('"')) return text.trim().toLowerCase().split('.')
  const parts: string[] = []
  for (const match of text.matchAll(/"((?:[^"]|"")*)"|([^".\s]+)/g))
    parts.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]!.toLowerCase())
  return parts.length === 0 ? [text] : parts
}
