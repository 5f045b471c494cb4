import { findSchemaElements } from '../find-list-items.ts'
import { statementKind } from '../statement-kind.ts'

export const createSchema = statementKind({
  node: 'CreateSchemaStmt',
  kind: 'create-schema',
  apply(node, context) {
    const { builder, statement } = context
    const name = node.schemaname ?? node.authrole?.rolename ?? ''
    const known = builder.names.schemaIds.get(name)
    const id = known ?? builder.ensureSchema(name, statement.id, statement.textStart)
    context.effect(id, 'create')
    if (node.authrole?.rolename !== undefined) {
      builder.roles.add(node.authrole.rolename)
      if (known === undefined) builder.objects[id]!.owner = node.authrole.rolename
    }
    const elements = node.schemaElts
    if (elements === undefined) return
    const before = builder.objects.length
    const starts = findSchemaElements(context.file.bytes, statement.textStart, statement.end)
    builder.withSearchPath([name, ...builder.searchPath], () => {
      for (const [position, element] of elements.entries())
        context.applyNode(
          element,
          context.within({ shape: 'schema-element', at: starts[position] ?? statement.textStart }),
        )
    })
    const owner = node.authrole?.rolename
    if (owner === undefined) return
    for (const made of builder.objects.slice(before))
      if (made.kind === 'relation' || made.kind === 'view' || made.kind === 'sequence') made.owner = owner
  },
})
