import { createdOrTaken } from '../create-relation.ts'
import { defineTableAs } from '../define-table-as.ts'
import { defineViewColumns } from '../define-view-columns.ts'
import { findUses } from '../find-uses.ts'
import { statementKind } from '../statement-kind.ts'

/** CREATE TABLE AS and CREATE MATERIALIZED VIEW. */
export const createTableAs = statementKind({
  node: 'CreateTableAsStmt',
  kind: 'create-table-as',
  variants: ['create-materialized-view'],
  apply(node, context) {
    const { builder, statement } = context
    const range = node.into?.rel
    if (node.into === undefined || range === undefined) return
    if (node.objtype !== 'OBJECT_MATVIEW') {
      defineTableAs(context, node.into, node.query, node.if_not_exists)
      return
    }
    statement.kind = 'create-materialized-view'
    const place = createdOrTaken(context, range, node.if_not_exists)
    if (place === undefined) return
    const at = context.at(range.location)
    const view = builder.create<'view'>({ kind: 'view', form: 'materialized', ...place, at }, statement.id)
    context.effect(view.id, 'create')
    findUses(context, view.id, node.query, { role: 'query' })
    defineViewColumns(context, view, node.query, node.into.colNames)
  },
})
