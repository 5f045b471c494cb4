import type { DraftOf } from '../catalog/draft.ts'
import { findUses, splitName } from './find-uses.ts'
import type { Node } from './parse-tree.ts'
import { splitStatements } from './split-statements.ts'
import { StatementContext } from './statement-kind.ts'

/** A body as text: where its first byte stands in the file, as far as quoting lets one tell. */
export interface BodyText {
  readonly text: string
  readonly at: number
}

/** Notes what the queries of a LANGUAGE sql body use. False where it cannot be parsed. */
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
  const place = (query: string): number => {
    const found = body.text.indexOf(query, from)
    const anywhere = found === -1 ? body.text.indexOf(query) : found
    if (anywhere === -1) return body.at
    from = Math.max(from, anywhere)
    return body.at + Buffer.byteLength(body.text.slice(0, anywhere))
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
        if (dynamic) routine.dynamic.push(at)
        readable = readExpression(context, routine, query, parseMode, at - (query.length - shown.length)) && readable
      } else if (key === 'PLpgSQL_type') useType(context, routine, (child as { typname?: string }).typname ?? '')
      else visit(child, key === 'dynquery' || (key === 'query' && isExecute(value)))
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

function useAt(context: StatementContext, routine: DraftOf<'routine'>, node: Node, base: number): void {
  const inside = new StatementContext({ ...pick(context), base: Math.max(context.statement.textStart, base) })
  findUses(inside, routine.id, node, { role: 'body' })
}

function pick(context: StatementContext) {
  const { builder, statement, file, diagnostics, applyNode, parser } = context
  return { builder, statement, file, diagnostics, applyNode, parser }
}

/** `schema.relation.column%TYPE`, `relation%ROWTYPE`, or a type's name. */
function useType(context: StatementContext, routine: DraftOf<'routine'>, name: string): void {
  const { builder } = context
  const isColumn = /%type(\[\])?$/i.test(name)
  const parts = splitName(name.replace(/%(row)?type.*$/i, '').replace(/\(.*|\[.*/s, '').replace(/^pg_catalog\./, '')) // prettier-ignore
  const id = isColumn ? builder.resolveRelation(parts.slice(0, -1)) : builder.resolveType(parts)
  if (parts.length > 0) context.use(routine.id, id, 'body', undefined)
}
