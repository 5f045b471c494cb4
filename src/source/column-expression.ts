import type { Column } from '../catalog/object.ts'
import { findItemEnd, findNextToken, findWord } from './find-list-items.ts'
import type { Node } from './parse-tree.ts'
import { namesOf, nodeAs } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** The expression of a DEFAULT clause that stands from `at` to `end`. */
export function defaultText(context: StatementContext, at: number, end: number): string {
  const bytes = context.file.bytes
  const word = findWord(bytes, at, end, 'default') ?? at
  return context.text(findNextToken(bytes, word, end), end)
}

/** The expression of GENERATED ALWAYS AS (…), without its parentheses. */
export function generatedText(context: StatementContext, at: number): string {
  const bytes = context.file.bytes
  const limit = context.statement.end
  const word = findWord(bytes, at, limit, 'as') ?? at
  const start = findNextToken(bytes, findNextToken(bytes, word, limit), limit)
  return context.text(start, findItemEnd(bytes, start, limit))
}

const uuidMakers = new Set([
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuid_generate_v4',
  'uuid_generate_v7',
])

/** What a default gives: a number of a sequence, a new uuid, nothing, or any other value. */
export function defaultKindOf(expression: Node | undefined): NonNullable<Column['defaultKind']> {
  const cast = nodeAs(expression, 'TypeCast')
  if (cast !== undefined) return defaultKindOf(cast.arg)
  if (nodeAs(expression, 'A_Const')?.isnull === true) return 'null'
  const names = namesOf(nodeAs(expression, 'FuncCall')?.funcname)
  const name = names[names.length - 1]
  if (name === undefined) return 'value'
  return name === 'nextval' ? 'sequence' : uuidMakers.has(name) ? 'uuid' : 'value'
}
