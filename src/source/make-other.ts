import type { DraftOf } from '../catalog/draft.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { Node } from './parse-tree.ts'
import { namesOf } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** Makes an object of a kind that is only routed; `schema` is '' for what stands in none. */
export function makeOther(context: StatementContext, form: string, schema: string, name: string): DraftOf<'other'> {
  const { builder, statement } = context
  const at = statement.textStart
  const made = builder.create<'other'>({ kind: 'other', form, schema, name, at }, statement.id)
  context.effect(made.id, 'create')
  return made
}

/** Schema and name of what a list of names creates. */
export function newPlace(
  context: StatementContext,
  nodes: readonly Node[] | undefined,
): [schema: string, name: string] {
  const names = namesOf(nodes)
  return [names[names.length - 2] ?? context.builder.creationSchema(), names[names.length - 1] ?? '']
}

/** The object of a form by its name, in a schema or in none. */
export function findOther(context: StatementContext, form: string, names: readonly string[]): ObjectId | undefined {
  const { builder } = context
  return builder.resolveGlobal(form, names[names.length - 1] ?? '') ?? builder.resolveOther(form, names)
}

/** It changes what is named; where the source has not created that, the statement is reported. */
export function alterKnown(context: StatementContext, id: ObjectId | undefined, what: string): ObjectId | undefined {
  if (id === undefined) context.unread(`It alters ${what} that the source has not created before.`)
  else context.effect(id, 'alter')
  return id
}
