import { chooseConstraintName } from '../catalog/choose-name.ts'
import type { DraftOf } from '../catalog/draft.ts'
import { inClause } from '../catalog/use-clauses.ts'
import { findUses } from './find-uses.ts'
import type { Constraint } from './parse-tree.ts'
import type { StatementContext } from './statement-kind.ts'

/** A CHECK of a domain: what it needs is needed until the constraint of this name goes. */
export function addDomainCheck(context: StatementContext, domain: DraftOf<'type'>, node: Constraint | undefined): void {
  if (node?.contype !== 'CONSTR_CHECK') return
  const { builder } = context
  const names = builder.names.inSchema(domain.schema)
  const name = node.conname ?? chooseConstraintName(names, domain.name, undefined, 'check')
  names.constraints.set(name, (names.constraints.get(name) ?? 0) + 1)
  inClause(builder, domain, name, () => findUses(context, domain.id, node.raw_expr, { role: 'type-base' }))
}
