import { defineType } from '../define-type.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { statementKind } from '../statement-kind.ts'

export const createRange = statementKind({
  node: 'CreateRangeStmt',
  kind: 'create-type-range',
  apply(node, context) {
    const type = defineType(context, node.typeName, 'range')
    for (const param of node.params ?? []) {
      const { defname, arg } = nodeAs(param, 'DefElem') ?? {}
      const name = nodeAs(arg, 'TypeName')
      if (defname === 'subtype' && name !== undefined)
        context.use(type.id, readTypeName(context.builder, name).id, 'type-base', name.location)
      else if (name !== undefined)
        context.use(type.id, context.builder.resolveRoutine((name.names ?? []).map((item) => nodeAs(item, 'String')?.sval ?? '')), 'type-base', name.location) // prettier-ignore
    }
  },
})
