import type { ObjectId } from '../catalog/statement.ts'
import { newPlace } from './make-other.ts'
import type { NodeOf, TypeName } from './parse-tree.ts'
import { nodeAs } from './parse-tree.ts'
import { readArgumentType } from './read-type-name.ts'
import type { StatementContext } from './statement-kind.ts'

/** CREATE [OR REPLACE] AGGREGATE: a routine of its own form, whose functions are uses like those of operators. */
export function defineAggregate(context: StatementContext, node: NodeOf<'DefineStmt'>): ObjectId {
  const { builder, statement } = context
  const [schema, name] = newPlace(context, node.defnames)
  const types = argumentTypes(node)
  const read = types.map((type) => readArgumentType(builder, type))
  const signature = read.map(({ text }) => text).join(', ')
  const known = builder.resolveRoutine([schema, name], (routine) => routine.arguments === signature)
  const id =
    known ??
    builder.create<'routine'>(
      {
        kind: 'routine',
        form: 'aggregate',
        schema,
        name,
        at: statement.textStart,
        arguments: signature,
        language: 'internal',
        dynamic: [],
        opaque: false,
        securityDefiner: false,
      },
      statement.id,
    ).id
  if (known !== undefined) builder.objects[known]!.uses = []
  context.effect(id, known === undefined ? 'create' : 'alter')
  for (const [position, { id: to }] of read.entries()) context.use(id, to, 'argument-type', types[position]!.location)
  return id
}

/** In parentheses after the name; BASETYPE in the old form, where "ANY" stands for `*`. */
function argumentTypes(node: NodeOf<'DefineStmt'>): TypeName[] {
  if (node.oldstyle !== true)
    return (node.args ?? [])
      .flatMap((item) => nodeAs(item, 'List')?.items ?? [])
      .flatMap((item) => nodeAs(item, 'FunctionParameter')?.argType ?? [])
  for (const item of node.definition ?? []) {
    const { defname, arg } = nodeAs(item, 'DefElem') ?? {}
    const type = defname === 'basetype' ? nodeAs(arg, 'TypeName') : undefined
    if (type !== undefined && nodeAs(type.names?.at(-1), 'String')?.sval?.toLowerCase() !== 'any') return [type]
  }
  return []
}
