import type { DraftOf } from '../catalog/draft.ts'
import type { Node } from './parse-tree.ts'
import { namesOf } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** Makes a type of this name; a shell type that waits for it is filled. */
export function defineType(
  context: StatementContext,
  nameNodes: readonly Node[] | undefined,
  form: DraftOf<'type'>['form'],
): DraftOf<'type'> {
  const { builder, statement } = context
  const names = namesOf(nameNodes)
  const schema = names.length > 1 ? names[names.length - 2]! : builder.creationSchema()
  const name = names[names.length - 1] ?? ''
  const shell = builder.as(builder.names.schemas.get(schema)?.types.get(name), 'type')
  if (shell?.form === 'shell' && !shell.dropped) {
    shell.form = form
    context.effect(shell.id, 'alter')
    return shell
  }
  const type = builder.create<'type'>({ kind: 'type', form, schema, name, at: statement.textStart }, statement.id)
  context.effect(type.id, 'create')
  return type
}
