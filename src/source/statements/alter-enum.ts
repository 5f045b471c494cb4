import { namesOf } from '../parse-tree.ts'
import { statementKind } from '../statement-kind.ts'

/** ALTER TYPE … ADD VALUE, RENAME VALUE. */
export const alterEnum = statementKind({
  node: 'AlterEnumStmt',
  kind: 'alter-type-enum',
  apply(node, context) {
    const { builder } = context
    const type = builder.as(builder.resolveType(namesOf(node.typeName)), 'type')
    if (type === undefined) {
      context.unread('It alters a type that the source has not created before.')
      return
    }
    context.effect(type.id, 'alter')
    const labels = (type.labels ??= [])
    const value = node.newVal ?? ''
    if (node.oldVal !== undefined) {
      const at = labels.indexOf(node.oldVal)
      if (at !== -1) labels[at] = value
    } else if (!labels.includes(value)) {
      const at = node.newValNeighbor === undefined ? labels.length : labels.indexOf(node.newValNeighbor)
      labels.splice(node.newValNeighbor !== undefined && node.newValIsAfter === true ? at + 1 : at, 0, value)
    }
  },
})
