import type { ObjectId, Part } from '../catalog/statement.ts'
import type { RoleSpec } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** OWNER TO: `CURRENT_USER` and the like name no role of the source. */
export function setOwner(
  context: StatementContext,
  id: ObjectId,
  role: RoleSpec | undefined,
  part: Part | undefined = context.part,
): void {
  context.effect(id, 'owner', part)
  const name = role?.roletype === 'ROLESPEC_CSTRING' ? role.rolename : undefined
  if (name === undefined) return
  context.builder.roles.add(name)
  const object = context.builder.objects[id]!
  const before = object.owner
  object.owner = name
  // What the old owner was granted becomes the new one's own, as PostgreSQL does it.
  if (before !== undefined && before !== name)
    context.builder.grants = context.builder.grants.map((grant) =>
      grant.object === id && grant.role === before ? { ...grant, role: name } : grant,
    )
  // A sequence that a column owns belongs to whom the relation belongs.
  for (const part of context.builder.partsOf(id)) if (part.kind === 'sequence') part.owner = name
}
