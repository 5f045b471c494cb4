import type { Constraint, Node } from './parse-tree.ts'
import { nodeAs } from './parse-tree.ts'
import { walkTree } from './walk-tree.ts'

/** What the grammar takes but older servers refuse, and the version that brought it. */
export interface NewerSyntax {
  readonly version: number
  readonly what: string
}

/** The newest thing in a definition of tables that servers before it refuse as a syntax error. */
export function findNewerSyntax(statement: Node, serverVersion: number): NewerSyntax | undefined {
  if (nodeAs(statement, 'CreateStmt') === undefined && nodeAs(statement, 'AlterTableStmt') === undefined)
    return undefined
  let found: NewerSyntax | undefined
  walkTree(statement, (name, value) => {
    if (name !== 'Constraint') return
    const newer = newerIn(value as Constraint)
    if (newer !== undefined && newer.version > serverVersion) found ??= newer
  })
  return found
}

function newerIn(node: Constraint): NewerSyntax | undefined {
  if (node.contype === 'CONSTR_GENERATED' && node.generated_kind === 'v')
    return { version: 18, what: 'a virtual generated column' }
  if (node.contype === 'CONSTR_ATTR_NOT_ENFORCED') return { version: 18, what: 'NOT ENFORCED' }
  if (node.without_overlaps === true) return { version: 18, what: 'WITHOUT OVERLAPS' }
  if (node.fk_with_period === true) return { version: 18, what: 'a foreign key with PERIOD' }
  return undefined
}
