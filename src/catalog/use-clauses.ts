import type { CatalogBuilder } from './catalog-builder.ts'
import type { DraftObject } from './draft.ts'

/** Notes that what `run` adds to an object's uses stands in this clause of it: USING of a policy, a check of a domain. */
export function inClause(builder: CatalogBuilder, object: DraftObject, clause: string, run: () => void): void {
  const before = object.uses.length
  run()
  for (const use of object.uses.slice(before)) builder.clauses.set(use, clause)
}

/** The clause was replaced or dropped: what it needed is needed no more. */
export function forgetClause(builder: CatalogBuilder, object: DraftObject, clause: string): void {
  object.uses = object.uses.filter((use) => builder.clauses.get(use) !== clause)
}

export function renameClause(builder: CatalogBuilder, object: DraftObject, from: string, to: string): void {
  for (const use of object.uses) if (builder.clauses.get(use) === from) builder.clauses.set(use, to)
}
