import { defineAggregate } from '../define-aggregate.ts'
import { defineType } from '../define-type.ts'
import { findOther, makeOther, newPlace } from '../make-other.ts'
import type { Node, NodeOf, TypeName } from '../parse-tree.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import { readArgumentType, readTypeName } from '../read-type-name.ts'
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
    const id = create(node, context)
    for (const item of node.definition ?? []) {
      const { defname = '', arg } = nodeAs(item, 'DefElem') ?? {}
      useOption(context, id, defname, arg)
    }
  },
})

function create(node: NodeOf<'DefineStmt'>, context: StatementContext): number {
  const { statement } = context
  if (node.kind === 'OBJECT_TYPE') {
    statement.kind = 'create-type-base'
    return defineType(context, node.defnames, node.definition === undefined ? 'shell' : 'base').id
  }
  if (node.kind === 'OBJECT_AGGREGATE') {
    statement.kind = 'create-aggregate'
    return defineAggregate(context, node)
  }
  const form = otherForms[node.kind ?? 'OBJECT_OPERATOR'] ?? 'other'
  statement.kind = `create-${form.replaceAll(' ', '-')}`
  const [schema, name] = newPlace(context, node.defnames)
  const made = makeOther(context, form, schema, form === 'operator' ? operatorName(context, node, name) : name)
  if (form === 'collation' && isNonDeterministic(node, context)) made.nonDeterministic = true
  return made.id
}

/** `deterministic = false`, in any spelling of a boolean; a copy is as what it was copied from. */
function isNonDeterministic(node: NodeOf<'DefineStmt'>, context: StatementContext): boolean {
  for (const item of node.definition ?? []) {
    const { defname, arg } = nodeAs(item, 'DefElem') ?? {}
    const type = nodeAs(arg, 'TypeName')
    if (defname === 'deterministic') {
      const text =
        namesOf(type?.names).at(-1) ?? nodeAs(arg, 'String')?.sval ?? String(nodeAs(arg, 'Integer')?.ival ?? 0)
      return /^(f|fa|fal|fals|false|off|of|n|no|0)$/i.test(text)
    }
    if (defname !== 'from') continue
    const names = namesOf(type?.names ?? nodeAs(arg, 'List')?.items)
    const id = findOther(context, 'collation', names)
    return context.builder.as(id, 'other')?.nonDeterministic === true
  }
  return false
}

/** Operators are told apart by what stands on their left and right. */
function operatorName(context: StatementContext, node: NodeOf<'DefineStmt'>, name: string): string {
  const sides = ['leftarg', 'rightarg'].map((side) => {
    const type = optionType(node, side)
    return type === undefined ? 'none' : readArgumentType(context.builder, type).text
  })
  return `${name}(${sides.join(', ')})`
}

function optionType(node: NodeOf<'DefineStmt'>, option: string): TypeName | undefined {
  const item = (node.definition ?? []).map((each) => nodeAs(each, 'DefElem')).find((each) => each?.defname === option)
  return nodeAs(item?.arg, 'TypeName')
}

const optionForms: Record<string, string> = {
  copy: 'text search configuration',
  from: 'collation',
  parser: 'text search parser',
  template: 'text search template',
}

/** An option's value is written like a type, whatever it names. */
function useOption(context: StatementContext, id: number, option: string, value: Node | undefined): void {
  const type = nodeAs(value, 'TypeName')
  const names = namesOf(type?.names ?? nodeAs(value, 'List')?.items)
  if (names.length === 0) return
  const form = optionForms[option]
  if (form !== undefined) return context.use(id, findOther(context, form, names), 'other', type?.location)
  const routine = context.builder.resolveRoutine(names)
  if (routine !== undefined) context.use(id, routine, 'operator', type?.location)
  else if (type !== undefined) context.use(id, readTypeName(context.builder, type).id, 'other', type.location)
}
