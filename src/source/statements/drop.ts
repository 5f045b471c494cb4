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
  const lastWord = node.missing_ok === true ? 'exists' : kindWords[node.removeType ?? '']
  let at = lastWord === undefined ? undefined : findWord(bytes, textStart, end, lastWord)
  if (at === undefined) return []
  at = findNextToken(bytes, at, end)
  if (node.concurrent === true && node.missing_ok !== true) at = findNextToken(bytes, at, end)
  return findListItems(bytes, at, end).map((start) => ({ shape: 'list-item', at: start }))
}

/** The word before the names, for all that may be dropped by lists. */
const kindWords: Record<string, string> = {
  OBJECT_ACCESS_METHOD: 'method',
  OBJECT_AGGREGATE: 'aggregate',
  OBJECT_COLLATION: 'collation',
  OBJECT_CONVERSION: 'conversion',
  OBJECT_DOMAIN: 'domain',
  OBJECT_EVENT_TRIGGER: 'trigger',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FDW: 'wrapper',
  OBJECT_FOREIGN_SERVER: 'server',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_FUNCTION: 'function',
  OBJECT_INDEX: 'index',
  OBJECT_LANGUAGE: 'language',
  OBJECT_MATVIEW: 'view',
  OBJECT_OPERATOR: 'operator',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_PUBLICATION: 'publication',
  OBJECT_ROUTINE: 'routine',
  OBJECT_SCHEMA: 'schema',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_STATISTIC_EXT: 'statistics',
  OBJECT_TABLE: 'table',
  OBJECT_TSCONFIGURATION: 'configuration',
  OBJECT_TSDICTIONARY: 'dictionary',
  OBJECT_TSPARSER: 'parser',
  OBJECT_TSTEMPLATE: 'template',
  OBJECT_TYPE: 'type',
  OBJECT_VIEW: 'view',
}
