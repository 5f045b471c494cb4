import type { Constraint } from '../catalog/object.ts'
import type { Part } from '../catalog/statement.ts'
import type { Constraint as ConstraintNode } from './parse-tree.ts'

/** A constraint that was read and waits for its turn: PostgreSQL makes checks first, then keys, then foreign keys. */
export interface PendingConstraint {
  readonly node: ConstraintNode
  /** The column in whose definition it stands. */
  readonly column?: string
  /** What its effect says: undefined where a whole statement adds it. */
  readonly part: Part | undefined
  /** What its uses say, where that is another. */
  readonly usePart?: Part
  readonly at: number
  /** Before this byte offset its clause ends; where there is none, at the end of its list item. */
  readonly limit?: number | undefined
  deferrable?: boolean
  deferred?: boolean
  notEnforced?: boolean
  /** NOT VALID counts (ALTER TABLE … ADD CONSTRAINT), as it does not in CREATE TABLE. */
  readonly mayBeInvalid?: boolean
  /** ALTER TABLE ONLY: partitions are left alone. */
  readonly only?: boolean
}

export function deferrabilityOf(item: PendingConstraint): Constraint['deferrable'] {
  if (item.deferred === true || item.node.initdeferred === true) return 'initially deferred'
  return item.deferrable === true || item.node.deferrable === true ? 'initially immediate' : 'no'
}
