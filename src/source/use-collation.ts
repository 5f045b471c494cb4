import type { UseRole } from '../catalog/object.ts'
import type { ObjectId, Part } from '../catalog/statement.ts'
import type { NodeOf } from './parse-tree.ts'
import { quoteName } from '../core/identifier.ts'
import { namesOf } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** What has a COLLATE clause needs the collation as it needs its type. */
export function useCollation(
  context: StatementContext,
  by: ObjectId,
  clause: NodeOf<'CollateClause'> | undefined,
  role: UseRole,
  more: { readonly column?: string; readonly part?: Part } = {},
): void {
  if (clause === undefined) return
  context.use(by, context.builder.resolveOther('collation', namesOf(clause.collname)), role, clause.location, more)
}

/** The name that a COLLATE clause has, as SQL writes it. */
export function writtenCollation(clause: NodeOf<'CollateClause'> | undefined): string | undefined {
  return clause === undefined ? undefined : namesOf(clause.collname).map(quoteName).join('.')
}
