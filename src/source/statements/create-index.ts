import { chooseIndexName, cloneIndex, rememberInnerNames, rememberReadColumns } from '../clone-constraints.ts'
import { partitionsOf } from '../clone-foreign-key.ts'
import { findUses } from '../find-uses.ts'
import { nameExpression } from '../name-expression.ts'
import type { IndexElem, Node } from '../parse-tree.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { rangeParts, statementKind } from '../statement-kind.ts'

export const createIndex = statementKind({
  node: 'IndexStmt',
  kind: 'create-index',
  apply(node, context) {
    const { builder, statement } = context
    const on = context.relation(node.relation)
    const target = on === undefined ? undefined : builder.objects[on]
    if (target === undefined || (target.kind !== 'relation' && target.kind !== 'view')) {
      const name = node.relation === undefined ? '' : rangeParts(node.relation).join('.')
      context.unread(`It indexes ${name}, which the source has not created before.`)
      return
    }
    const elements = elementsOf(node.indexParams)
    const inner = [...elements, ...elementsOf(node.indexIncludingParams)].map(
      (element) => element.name ?? nameExpression(element.expr) ?? 'expr',
    )
    const known = node.idxname === undefined ? undefined : builder.resolveRelation([target.schema, node.idxname])
    if (known !== undefined) {
      context.effect(known, 'other')
      if (node.if_not_exists !== true)
        context.unread(`${target.schema}.${node.idxname} exists already, so PostgreSQL refuses this statement.`)
      return
    }
    const index = builder.create<'index'>(
      {
        kind: 'index',
        schema: target.schema,
        name: node.idxname ?? chooseIndexName(builder, target, inner),
        of: target.id,
        at: statement.textStart,
        unique: node.unique === true,
        columns: elements.map((element) => element.name ?? ''),
        partial: node.whereClause !== undefined,
        ...(node.nulls_not_distinct === true ? { nullsNotDistinct: true } : {}),
      },
      statement.id,
    )
    rememberInnerNames(index, inner)
    context.effect(index.id, 'create')
    const expressions = [...elements.map((element) => element.expr), node.whereClause]
    for (const expression of expressions) findUses(context, index.id, expression, { role: 'index' })
    for (const { collation } of elements)
      if (collation !== undefined)
        context.use(index.id, builder.resolveOther('collation', namesOf(collation)), 'index', node.relation?.location)
    const included = elementsOf(node.indexIncludingParams).map((element) => element.name ?? '')
    rememberReadColumns(builder, index.id, expressions, included)
    if (target.kind === 'relation' && node.relation?.inh === true)
      for (const partition of partitionsOf(builder, target)) cloneIndex(context, index, partition)
  },
})

function elementsOf(nodes: readonly Node[] | undefined): IndexElem[] {
  return (nodes ?? []).flatMap((node) => nodeAs(node, 'IndexElem') ?? [])
}
