import { renameColumn, renameObject } from '../../catalog/rename-object.ts'
import type { ObjectId } from '../../catalog/statement.ts'
import type { RenameStmt } from '../parse-tree.ts'
import { renameClause } from '../../catalog/use-clauses.ts'
import { resolveObject, resolvePart, resolveSchema } from '../resolve-object.ts'
import type { StatementContext } from '../statement-kind.ts'
import { rangeParts, statementKind } from '../statement-kind.ts'

export const rename = statementKind({
  node: 'RenameStmt',
  kind: 'rename',
  apply(node, context) {
    const { builder } = context
    const name = node.newname ?? ''
    if (node.renameType === 'OBJECT_ROLE') {
      context.role()
      if (builder.roles.delete(node.subname ?? '')) builder.roles.add(name)
      return
    }
    const id = findRenamed(context, node)
    if (id === undefined) {
      context.unread('It renames something that the source has not created before.')
      return
    }
    context.effect(id, 'alter')
    if (node.renameType === 'OBJECT_DOMCONSTRAINT')
      return renameClause(builder, builder.objects[id]!, node.subname ?? '', name)
    if (node.renameType !== 'OBJECT_COLUMN' && node.renameType !== 'OBJECT_ATTRIBUTE') {
      renameObject(builder, id, name)
      return
    }
    const relation = builder.as(id, 'relation')
    const type = builder.as(id, 'type')
    const whole = type ?? builder.as(id, 'view')
    if (relation !== undefined) renameColumn(builder, relation, node.subname ?? '', name)
    else if (whole?.columns !== undefined)
      whole.columns = whole.columns.map((column) => (column.name === node.subname ? { ...column, name } : column))
  },
})

function findRenamed(context: StatementContext, node: RenameStmt): ObjectId | undefined {
  const type = node.renameType
  if (type === 'OBJECT_SCHEMA') return resolveSchema(context, node.subname ?? '')
  if (type === undefined) return undefined
  if (node.relation !== undefined) {
    const parts = rangeParts(node.relation)
    const relation = context.builder.resolveRelation(parts) ?? context.builder.resolveType(parts)
    if (relation === undefined) return undefined
    if (isPart[type] === true) return resolvePart(context, type, relation, node.subname ?? '')
    return relation
  }
  const id = resolveObject(context, type === 'OBJECT_DOMCONSTRAINT' ? 'OBJECT_DOMAIN' : type, node.object)
  return id === undefined || isPart[type] !== true ? id : resolvePart(context, type, id, node.subname ?? '')
}

const isPart: Record<string, true> = {
  OBJECT_TABCONSTRAINT: true,
  OBJECT_TRIGGER: true,
  OBJECT_POLICY: true,
  OBJECT_RULE: true,
}
