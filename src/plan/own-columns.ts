import type { Catalog } from '../catalog/catalog.ts'
import { objectAs } from '../catalog/catalog.ts'
import type { Column, Relation } from '../catalog/object.ts'
import type { Statement } from '../catalog/statement.ts'
import { quoteName } from '../core/identifier.ts'
import { clauseEnd } from '../core/sql-cut.ts'
import { nextToken, tokens } from '../core/sql-lexer.ts'
import { wordBefore } from './edit-statement.ts'
import type { PartLoss } from './find-losses.ts'
import type { Edit } from './split-plan.ts'

/**
 * What puts columns in a CREATE TABLE that it had from a relation of another service: in place of LIKE …, or before its
 * own where INHERITS is cut. Keys, checks and comments of the other relation are not repeated.
 */
export function ownColumnsEdit(catalog: Catalog, statement: Statement, loss: PartLoss): Edit | undefined {
  const relation = objectAs(catalog, loss.object, 'relation')
  const { bytes } = catalog.files[statement.file]!
  const { at } = loss.use
  if (loss.use.role === 'like') {
    const start = wordBefore(bytes, statement.textStart, at, 'like') ?? at
    const columns = relation.columns.filter((column) => column.at === at && column.statement === statement.id)
    return { start, end: clauseEnd(bytes, start, statement.end), text: printColumns(columns) }
  }
  if (loss.use.role !== 'inherits' || relation.statement !== statement.id) return undefined
  const open = firstParenthesis(bytes, relation, statement)
  const columns = relation.columns.filter((column) => column.inherited === true)
  if (open === undefined || columns.length === 0) return undefined
  const next = nextToken(bytes, open, statement.end)
  const isEmpty = bytes[next.start] === 0x29
  return { start: open, end: open, text: `${printColumns(columns)}${isEmpty ? '' : ', '}` }
}

function firstParenthesis(bytes: Buffer, relation: Relation, statement: Statement): number | undefined {
  for (const token of tokens(bytes, relation.at, statement.end))
    if (token.kind === 'punctuation' && bytes[token.start] === 0x28) return token.end
  return undefined
}

function printColumns(columns: readonly Column[]): string {
  return columns.map(printColumn).join(', ')
}

function printColumn(column: Column): string {
  const words = [quoteName(column.name), column.type]
  if (column.collation !== undefined) words.push(`COLLATE ${column.collation}`)
  if (column.identity !== undefined) words.push(`GENERATED ${column.identity.toUpperCase()} AS IDENTITY`)
  else if (column.generated !== undefined)
    words.push(`GENERATED ALWAYS AS (${column.default ?? 'NULL'}) ${column.generated.toUpperCase()}`)
  else if (column.default !== undefined) words.push(`DEFAULT ${column.default}`)
  if (column.notNull) words.push('NOT NULL')
  return words.join(' ')
}
