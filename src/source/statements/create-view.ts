import type { DraftOf } from '../../catalog/draft.ts'
import { creationPlace } from '../create-relation.ts'
import { defineViewColumns } from '../define-view-columns.ts'
import { findUses } from '../find-uses.ts'
import { statementKind } from '../statement-kind.ts'

export const createView = statementKind({
  node: 'ViewStmt',
  kind: 'create-view',
  apply(node, context) {
    const range = node.view
    if (range === undefined) return
    const { builder, statement } = context
    const place = creationPlace(context, range)
    const known = builder.as(builder.names.schemas.get(place.schema)?.relations.get(place.name), 'view')
    const view: DraftOf<'view'> =
      known !== undefined && !known.dropped
        ? known
        : builder.create<'view'>({ kind: 'view', form: 'view', ...place, at: context.at(range.location) }, statement.id)
    // CREATE OR REPLACE: what it needs now is what the new query needs.
    builder.retireUses(view)
    view.statement = statement.id
    context.effect(view.id, view === known ? 'alter' : 'create')
    findUses(context, view.id, node.query, { role: 'query' })
    defineViewColumns(context, view, node.query, node.aliases)
  },
})
