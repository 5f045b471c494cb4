import type { DraftOf } from '../catalog/draft.ts'
import { findUses, splitName } from './find-uses.ts'
import { nodeAs, type Node } from './parse-tree.ts'
import { splitStatements } from './split-statements.ts'
import { StatementContext } from './statement-kind.ts'

/** A body as text: where its first byte stands in the file, as far as quoting lets one tell. */
export interface BodyText {
  readonly text: string
  readonly at: number
}

/** Notes what the queries of a LANGUAGE sql body, or of a constant EXECUTE, use. False where it cannot be parsed. */
export function readSqlBody(context: StatementContext, routine: DraftOf<'routine'>, body: BodyText): boolean {
  const bytes = Buffer.from(body.text)
  let readable = true
  for (const raw of splitStatements(bytes).statements) {
    const parsed = context.parser.parse(bytes.subarray(raw.textStart, raw.sqlEnd))
    if (parsed?.ok === true) useAt(context, routine, parsed.node, body.at + raw.textStart)
    else if (parsed !== undefined) readable = false
  }
  return readable
}

/** Notes what the queries and expressions of a PL/pgSQL body use, and where it makes SQL at run time. */
export function readPlpgsqlBody(
  context: StatementContext,
  routine: DraftOf<'routine'>,
  statementText: string,
  body: BodyText,
): boolean {
  const tree = context.parser.parseBody(statementText)
  if (tree === undefined) return false
  let from = 0
  let readable = true
  const anywhere = (text: string, after = 0): number => {
    const found = body.text.indexOf(text, after)
    return found === -1 ? body.at : body.at + Buffer.byteLength(body.text.slice(0, found))
  }
  const place = (query: string): number => {
    const next = body.text.indexOf(query, from)
    if (next === -1) return anywhere(query)
    from = next
    return anywhere(query, next)
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
        const shown = query.replace(/^SELECT /, '')
        const at = place(shown)
        if (dynamic) {
          const constant = constantText(context, query)
          const known = constant !== undefined && readSqlBody(context, routine, { text: constant, at: place(constant) })
          if (!known) routine.dynamic.push(at)
        }
        readable = readExpression(context, routine, query, parseMode, at - (query.length - shown.length)) && readable
      } else if (key === 'PLpgSQL_type') {
        const { typname = '' } = child as { typname?: string }
        useType(context, routine, typname, anywhere(typname))
      } else visit(child, key === 'dynquery' || (key === 'query' && isExecute(value)))
      if (key === 'PLpgSQL_stmt_dynexecute') continue
    }
  }
  const mark = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
      if (key === 'PLpgSQL_stmt_dynexecute' || key === 'PLpgSQL_stmt_dynfors') executes.add(child as object)
      mark(child)
    }
  }
  const executes = new Set<object>()
  const isExecute = (value: unknown): boolean => executes.has(value as object)
  mark(tree)
  visit(tree, false)
  return readable
}

/** parseMode of RawParseMode: 0 a statement, 2 an expression, 3 and above an assignment `target := expression`. */
function readExpression(
  context: StatementContext,
  routine: DraftOf<'routine'>,
  query: string,
  mode: number,
  at: number,
): boolean {
  const assignment = mode >= 3 ? /^[^:=]*:?=/.exec(query) : null
  const prefix = mode === 0 ? '' : 'SELECT '
  const text = prefix + query.slice(assignment?.[0].length ?? 0)
  const parsed = context.parser.parse(text)
  if (parsed === undefined) return true
  if (!parsed.ok) return false
  useAt(context, routine, parsed.node, at + (assignment?.[0].length ?? 0) - prefix.length)
  return true
}

/** The text of an EXECUTE that is written there as a constant. */
function constantText(context: StatementContext, query: string): string | undefined {
  const parsed = context.parser.parse(`SELECT ${query.replace(/^SELECT /, '')}`)
  if (parsed?.ok !== true) return undefined
  const value = nodeAs(nodeAs(parsed.node, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val
  return nodeAs(value, 'A_Const')?.sval?.sval
}

function useAt(context: StatementContext, routine: DraftOf<'routine'>, node: Node, base: number): void {
  const inside = new StatementContext({ ...pick(context), base: Math.max(context.statement.textStart, base) })
  findUses(inside, routine.id, node, { role: 'body' })
}

function pick(context: StatementContext) {
  const { builder, statement, file, diagnostics, applyNode, parser } = context
  return { builder, statement, file, diagnostics, applyNode, parser }
}

/** `schema.relation.column%TYPE`, `relation%ROWTYPE`, or a type's name. */
function useType(context: StatementContext, routine: DraftOf<'routine'>, name: string, at: number): void {
  const { builder } = context
  const isColumn = /%type(\[\])?$/i.test(name)
  const parts = splitName(name.replace(/%(row)?type.*$/i, '').replace(/\(.*|\[.*/s, '').replace(/^pg_catalog\./, '')) // prettier-ignore
  const id = isColumn ? builder.resolveRelation(parts.slice(0, -1)) : builder.resolveType(parts)
  if (parts.length > 0) context.use(routine.id, id, 'argument-type', at - context.base)
}
