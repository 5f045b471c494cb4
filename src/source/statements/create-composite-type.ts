import { defineType } from '../define-type.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { statementKind } from '../statement-kind.ts'

export const createCompositeType = statementKind({
  node: 'CompositeTypeStmt',
  kind: 'create-type-composite',
  apply(node, context) {
    const { schemaname, relname = '' } = node.typevar ?? {}
    const names = [...(schemaname === undefined ? [] : [schemaname]), relname].map((sval) => ({ String: { sval } }))
    const type = defineType(context, names, 'composite')
    for (const item of node.coldeflist ?? []) {
      const name = nodeAs(item, 'ColumnDef')?.typeName
      context.use(type.id, readTypeName(context.builder, name).id, 'type-base', name?.location)
    }
  },
})
