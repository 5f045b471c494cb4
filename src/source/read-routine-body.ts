import type { DraftOf } from '../catalog/draft.ts'
import { tokens } from '../core/sql-lexer.ts'
import { findUses, splitName } from './find-uses.ts'
import { BodyPlaces, type BodyText } from './body-places.ts'
import { foldConstantText } from './fold-constant-text.ts'
import { nodeAs, type Node, type NodeName, type NodeOf, type RangeVar } from './parse-tree.ts'
import { splitStatements } from './split-statements.ts'
import { StatementContext } from './statement-kind.ts'
import { walkTree } from './walk-tree.ts'

/** A parsed query or expression of a body, and the byte offset in the file of its location 0. */
interface BodyQuery {
  readonly node: Node
  readonly base: number
  /** Its text stands nowhere as it is: all of it is at `base`. */
  readonly made?: boolean
}

/** Notes what the queries of a LANGUAGE sql body use. False where it cannot be parsed. */
export function readSqlBody(context: StatementContext, routine: DraftOf<'routine'>, body: BodyText): boolean {
  const { queries, readable } = parseQueries(context, body)
  noteQueries(context, routine, queries)
  return readable
}

function parseQueries(context: StatementContext, body: BodyText): { queries: BodyQuery[]; readable: boolean } {
  const bytes = Buffer.from(body.text)
  const queries: BodyQuery[] = []
  let readable = true
  for (const raw of splitStatements(bytes).statements) {
    const parsed = context.parser.parse(bytes.subarray(raw.textStart, raw.sqlEnd))
    if (parsed?.ok === true) queries.push({ node: parsed.node, base: body.at + raw.textStart })
    else if (parsed !== undefined) readable = false
  }
  return { queries, readable }
}

/** Notes what the queries and expressions of a PL/pgSQL body use, and where it makes SQL at run time. */
export function readPlpgsqlBody(
  context: StatementContext,
  routine: DraftOf<'routine'>,
  statementText: string,
  body: BodyText,
): boolean {
  const tree = context.parser.parseBody(statementText) ?? context.parser.parseBody(withPlainTypes(statementText))
  if (tree === undefined) return false
  const queries: BodyQuery[] = []
  const places = new BodyPlaces(body)
  let readable = true
  const readDynamic = (query: string, at: number): void => {
    const constant = constantText(context, query)
    const found = constant === undefined ? undefined : places.find(constant)
    const parsed = constant === undefined ? undefined : parseQueries(context, { text: constant, at: found ?? at })
    if (parsed?.readable !== true) routine.dynamic.push(at)
    else queries.push(...(found === undefined ? parsed.queries.map((each) => madeAt(each, at)) : parsed.queries))
  }
  const visit = (value: unknown, dynamic: boolean): void => {
    if (value === null || typeof value !== 'object') return
    if (Array.isArray(value)) {
      for (const item of value) visit(item, dynamic)
      return
    }
    for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
      if (key === 'PLpgSQL_expr') {
        const { query = '', parseMode = 0 } = child as { query?: string; parseMode?: number }
        const { text, at } = places.locate(query)
        if (dynamic) readDynamic(text, at ?? body.at)
        const parsed = parseExpression(context, text, parseMode, at ?? body.at)
        if (parsed === undefined) readable = false
        else queries.push(...(at === undefined ? parsed.map((each) => madeAt(each, body.at)) : parsed))
      } else if (key === 'PLpgSQL_var' || key === 'PLpgSQL_rec' || key === 'PLpgSQL_row') {
        // Arguments, which have no line, are read with the routine.
        const { lineno, datatype } = child as { lineno?: number; datatype?: { PLpgSQL_type?: { typname?: string } } }
        const type = datatype?.PLpgSQL_type?.typname
        if (lineno !== undefined && type !== undefined) useType(context, routine, type, places)
        visit(child, dynamic)
      } else visit(child, key === 'dynquery' || (key === 'query' && executes.has(value)))
    }
  }
  const executes = executesOf(tree)
  visit(tree, false)
  noteQueries(context, routine, queries)
  return readable
}

function madeAt({ node }: BodyQuery, base: number): BodyQuery {
  return { node, base, made: true }
}

/** The parser knows no relation, and so no field of a %ROWTYPE; of a type's name alone it lets every field pass. */
function withPlainTypes(text: string): string {
  return text.replace(/%\s*rowtype\b/gi, (found) => ' '.repeat(found.length)).replace(/(%\s*type\b)\s*\[\s*\]/gi, '$1')
}

/** EXECUTE and FOR … IN EXECUTE: their `query` is made at run time. */
function executesOf(tree: unknown): ReadonlySet<unknown> {
  const executes = new Set<unknown>()
  const mark = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
      if (key === 'PLpgSQL_stmt_dynexecute' || key === 'PLpgSQL_stmt_dynfors') executes.add(child)
      mark(child)
    }
  }
  mark(tree)
  return executes
}

/** parseMode of RawParseMode: 0 a statement, 2 an expression, 3 and above an assignment `target := expression`. */
function parseExpression(context: StatementContext, query: string, mode: number, at: number): BodyQuery[] | undefined {
  if (mode === 0) return parseAt(context, query, '', at)
  if (mode < 3) return parseAt(context, query, 'SELECT ', at)
  const [target, length] = splitAssignment(query)
  const value = parseAt(context, query.slice(length), 'SELECT ', at + length)
  const subscripts = target.includes('[') ? parseAt(context, target, 'SELECT ', at) : []
  return value === undefined || subscripts === undefined ? undefined : [...subscripts, ...value]
}

function parseAt(context: StatementContext, text: string, prefix: string, at: number): BodyQuery[] | undefined {
  const parsed = context.parser.parse(prefix + text)
  if (parsed === undefined) return []
  return parsed.ok ? [{ node: parsed.node, base: at - prefix.length }] : undefined
}

/** The target, and where the expression begins: after the first `:=` or `=` outside brackets. */
function splitAssignment(text: string): [target: string, length: number] {
  const bytes = Buffer.from(text)
  let depth = 0
  for (const { start, end, kind } of tokens(bytes, 0, bytes.length)) {
    const word = bytes.toString('utf8', start, end)
    if (kind !== 'punctuation') continue
    if (word === '[' || word === '(') depth++
    else if (word === ']' || word === ')') depth--
    else if (depth === 0 && (word.endsWith('=') || word === ':')) {
      const target = bytes.toString('utf8', 0, start)
      return [target, target.length + (text.slice(target.length).startsWith(':=') ? 2 : 1)]
    }
  }
  return ['', 0]
}

/** The text of an EXECUTE that is always the same. */
function constantText(context: StatementContext, query: string): string | undefined {
  const parsed = context.parser.parse(`SELECT ${query.replace(/^SELECT /, '')}`)
  if (parsed?.ok !== true) return undefined
  return foldConstantText(nodeAs(nodeAs(parsed.node, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val)
}

class OnePlaceContext extends StatementContext {
  override at(): number {
    return this.base
  }
}

/** Temporary tables that the body makes hide relations of their names, as do a trigger's transition tables. */
function noteQueries(context: StatementContext, routine: DraftOf<'routine'>, queries: readonly BodyQuery[]): void {
  const hidden = new Set(context.builder.transitionTables.get(routine.id))
  for (const { node } of queries)
    walkTree(node, (name, value) => {
      const range = rangeCreatedBy(name, value)
      if (range?.relpersistence === 't' && range.relname !== undefined) hidden.add(range.relname)
    })
  for (const { node, base, made } of queries) {
    const Inside = made === true ? OnePlaceContext : StatementContext
    const inside = new Inside(context, context.statement, Math.max(context.statement.textStart, base))
    findUses(inside, routine.id, node, { role: 'body', hidden })
  }
}

function rangeCreatedBy(name: NodeName, value: unknown): RangeVar | undefined {
  if (name === 'CreateStmt') return (value as NodeOf<'CreateStmt'>).relation
  if (name === 'ViewStmt') return (value as NodeOf<'ViewStmt'>).view
  if (name === 'CreateTableAsStmt') return (value as NodeOf<'CreateTableAsStmt'>).into?.rel
  return name === 'SelectStmt' ? (value as NodeOf<'SelectStmt'>).intoClause?.rel : undefined
}

/** `schema.relation.column%TYPE` and `relation%rowtype` as the parser has them, without quotes; or a type as it was written. */
function useType(context: StatementContext, routine: DraftOf<'routine'>, name: string, places: BodyPlaces): void {
  const { builder } = context
  const [, plain, kind] = /^(.*?)%(row|)type/is.exec(name) ?? []
  const written = name.replace(/\(.*|\[.*/s, '').replace(/^pg_catalog\./, '')
  const parts = plain === undefined ? splitName(written) : plain.split('.')
  const relation = kind === '' ? parts.slice(0, -1) : parts
  const id = kind === '' ? builder.resolveRelation(relation) : builder.resolveType(relation)
  const at = plain === undefined ? places.findWord(written) : places.findReferenced(relation.at(-1) ?? '')
  context.use(routine.id, id, 'argument-type', at - context.base)
}
