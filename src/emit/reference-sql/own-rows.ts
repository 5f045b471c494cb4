import type { QualifiedName } from '../../core/identifier.ts'
import type { Sql } from '../../print/sql.ts'
import { sql } from '../../print/sql.ts'

/** A relation whose keys and references are meant: those of relations that inherit from it are not its own, as PostgreSQL has it. */
export function ownRows({
  relation,
  inherited,
}: {
  readonly relation: QualifiedName
  readonly inherited?: boolean
}): Sql {
  return inherited === true ? sql`ONLY ${relation}` : sql`${relation}`
}
