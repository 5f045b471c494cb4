import { defineType } from '../define-type.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { statementKind } from '../statement-kind.ts'

export const createRange = statementKind({
  node: 'CreateRangeStmt',
  kind: 'create-type-range',
  apply(node, context) {
    const type = defineType(context, node.typeName, 'range')
    let multirange = type.name.includes('range') ? type.name.replace('range', 'multirange') : `${type.name}_multirange`
    let schema = type.schema
    for (const param of node.params ?? []) {
      const { defname, arg } = nodeAs(param, 'DefElem') ?? {}
      const name = nodeAs(arg, 'TypeName')
      if (defname === 'multirange_type_name') {
        const names = namesOf(name?.names)
        multirange = names[names.length - 1] ?? multirange
        schema = names[names.length - 2] ?? schema
      } else if (defname === 'subtype' && name !== undefined)
        context.use(type.id, readTypeName(context.builder, name).id, 'type-base', name.location)
      else if (name !== undefined)
        context.use(type.id, context.builder.resolveRoutine(namesOf(name.names)), 'type-base', name.location) // prettier-ignore
    }
    const { builder, statement } = context
    const of = type.id
    const made = builder.create<'type'>({ kind: 'type', form: 'multirange', schema, name: multirange, of, at: type.at }, statement.id) // prettier-ignore
    context.effect(made.id, 'create')
  },
})
