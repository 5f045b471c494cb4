import { defineType } from '../define-type.ts'
import type { NodeOf } from '../parse-tree.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { makeOther } from '../make-other.ts'
import { readTypeName } from '../read-type-name.ts'
import { otherForms } from '../resolve-object.ts'
import { statementKind, type StatementContext } from '../statement-kind.ts'

/** CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH …, and CREATE TYPE of base and shell types. */
export const define = statementKind({
  node: 'DefineStmt',
  kind: 'create-operator',
  variants: [
    'create-aggregate',
    'create-collation',
    'create-text-search-configuration',
    'create-text-search-dictionary',
    'create-text-search-parser',
    'create-text-search-template',
    'create-type-base',
  ],
  apply(node, context) {
    const { builder, statement } = context
    const names = namesOf(node.defnames)
    const schema = names.length > 1 ? names[names.length - 2]! : builder.creationSchema()
    const name = names[names.length - 1] ?? ''
    const at = statement.textStart
    const needed = (node.definition ?? []).flatMap((item) => {
      const type = nodeAs(nodeAs(item, 'DefElem')?.arg, 'TypeName')
      if (type === undefined) return []
      return [{ id: builder.resolveRoutine(namesOf(type.names)) ?? readTypeName(builder, type).id, at: type.location }]
    })
    let id: number
    if (node.kind === 'OBJECT_TYPE') {
      statement.kind = 'create-type-base'
      id = defineType(context, node.defnames, node.definition === undefined ? 'shell' : 'base').id
    } else if (node.kind === 'OBJECT_AGGREGATE') {
      statement.kind = 'create-aggregate'
      const list = (node.args ?? []).flatMap((item) => nodeAs(item, 'List')?.items ?? [])
      const types = list.flatMap((item) => {
        const type = nodeAs(item, 'FunctionParameter')?.argType
        return type === undefined ? [] : [readTypeName(builder, type).text]
      })
      const form = 'aggregate' as const
      const rest = { language: 'internal', dynamic: [], opaque: false, securityDefiner: false }
      id = builder.create<'routine'>({ kind: 'routine', form, schema, name, at, arguments: types.join(', '), ...rest }, statement.id).id // prettier-ignore
      context.effect(id, 'create')
    } else {
      const form = otherForms[node.kind ?? 'OBJECT_OPERATOR'] ?? 'other'
      statement.kind = `create-${form.replaceAll(' ', '-')}`
      const isOperator = node.kind === 'OBJECT_OPERATOR'
      id = makeOther(context, form, schema, isOperator ? operatorName(context, node, name) : name).id
    }
    for (const need of needed) context.use(id, need.id, 'operator', need.at)
  },
})

/** Operators are told apart by what stands on their left and right. */
function operatorName(context: StatementContext, node: NodeOf<'DefineStmt'>, name: string): string {
  const sides = ['leftarg', 'rightarg'].map((side) => {
    const item = (node.definition ?? []).map((each) => nodeAs(each, 'DefElem')).find((each) => each?.defname === side)
    const type = nodeAs(item?.arg, 'TypeName')
    return type === undefined ? 'none' : readTypeName(context.builder, type).text
  })
  return `${name}(${sides.join(', ')})`
}
