import { dropObject } from '../../catalog/drop-object.ts'
import type { Part } from '../../catalog/statement.ts'
import { findListItems, findNextToken, findWord } from '../find-list-items.ts'
import type { DropStmt } from '../parse-tree.ts'
import { qualifiedNames, resolveObject } from '../resolve-object.ts'
import type { StatementContext } from '../statement-kind.ts'
import { statementKind } from '../statement-kind.ts'

export const drop = statementKind({
  node: 'DropStmt',
  kind: 'drop',
  apply(node, context) {
    const { builder } = context
    const objects = node.objects ?? []
    const parts = objects.length > 1 ? findDropItems(context, node) : []
    const unknown: string[] = []
    for (const [position, object] of objects.entries()) {
      const id = resolveObject(context, node.removeType, object)
      if (id === undefined) {
        unknown.push(qualifiedNames(object).join('.'))
        continue
      }
      context.effect(id, 'drop', parts[position])
      dropObject(builder, id, node.behavior === 'DROP_CASCADE')
    }
    if (unknown.length === 0) return
    if (unknown.length === objects.length)
      context.unread(`It drops ${unknown.join(', ')}, which the source has not created before: nothing changes.`)
    if (node.missing_ok === true) return
    context.diagnostic({
      code: 'unknown-object',
      severity: 'warning',
      subject: unknown.join(', '),
      message: `${unknown.join(', ')} is dropped, but the source does not create it before.`,
      hint: 'Add the file that creates it to the source, or order the files.',
    })
  },
})

/** The items begin after the last word of `DROP [MATERIALIZED] VIEW [CONCURRENTLY] [IF EXISTS]`. */
function findDropItems(context: StatementContext, node: DropStmt): Part[] {
  const { bytes } = context.file
  const { textStart, end } = context.statement
  const lastWord = node.missing_ok === true ? 'EXISTS' : kindWords[node.removeType ?? '']
  let at = lastWord === undefined ? undefined : findWord(bytes, textStart, end, lastWord)
  if (at === undefined) return []
  at = findNextToken(bytes, at, end)
  if (node.concurrent === true && node.missing_ok !== true) at = findNextToken(bytes, at, end)
  return findListItems(bytes, at, end).map((start) => ({ shape: 'list-item', at: start }))
}

/** The word before the names, for all that may be dropped by lists. */
const kindWords: Record<string, string> = {
  OBJECT_ACCESS_METHOD: 'METHOD',
  OBJECT_AGGREGATE: 'AGGREGATE',
  OBJECT_COLLATION: 'COLLATION',
  OBJECT_CONVERSION: 'CONVERSION',
  OBJECT_DOMAIN: 'DOMAIN',
  OBJECT_EVENT_TRIGGER: 'TRIGGER',
  OBJECT_EXTENSION: 'EXTENSION',
  OBJECT_FDW: 'WRAPPER',
  OBJECT_FOREIGN_SERVER: 'SERVER',
  OBJECT_FOREIGN_TABLE: 'TABLE',
  OBJECT_FUNCTION: 'FUNCTION',
  OBJECT_INDEX: 'INDEX',
  OBJECT_LANGUAGE: 'LANGUAGE',
  OBJECT_MATVIEW: 'VIEW',
  OBJECT_OPERATOR: 'OPERATOR',
  OBJECT_PROCEDURE: 'PROCEDURE',
  OBJECT_PUBLICATION: 'PUBLICATION',
  OBJECT_ROUTINE: 'ROUTINE',
  OBJECT_SCHEMA: 'SCHEMA',
  OBJECT_SEQUENCE: 'SEQUENCE',
  OBJECT_STATISTIC_EXT: 'STATISTICS',
  OBJECT_TABLE: 'TABLE',
  OBJECT_TSCONFIGURATION: 'CONFIGURATION',
  OBJECT_TSDICTIONARY: 'DICTIONARY',
  OBJECT_TSPARSER: 'PARSER',
  OBJECT_TSTEMPLATE: 'TEMPLATE',
  OBJECT_TYPE: 'TYPE',
  OBJECT_VIEW: 'VIEW',
}
