import type { DraftObject } from '../../catalog/draft.ts'
import type { Part } from '../../catalog/statement.ts'
import type { ApplyAlterCommand } from '../alter/alter-command.ts'
import { alterColumns } from '../alter/alter-columns.ts'
import { alterConstraints } from '../alter/alter-constraints.ts'
import { alterInheritance } from '../alter/alter-inheritance.ts'
import { alterOthers } from '../alter/alter-others.ts'
import { alterTypeAttribute } from '../alter/alter-type-attribute.ts'
import { attachIndex } from '../alter/attach-index.ts'
import { findListItems, findNextToken } from '../find-list-items.ts'
import type { AlterTableCmd, AlterTableStmt, AlterTableType, Node } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import type { StatementContext } from '../statement-kind.ts'
import { rangeParts, statementKind } from '../statement-kind.ts'

const commands: Partial<Record<AlterTableType, ApplyAlterCommand>> = {
  ...alterColumns,
  ...alterConstraints,
  ...alterInheritance,
}

const kinds: Record<string, string> = {
  OBJECT_FOREIGN_TABLE: 'alter-foreign-table',
  OBJECT_INDEX: 'alter-index',
  OBJECT_MATVIEW: 'alter-materialized-view',
  OBJECT_SEQUENCE: 'alter-sequence',
  OBJECT_TYPE: 'alter-type',
  OBJECT_VIEW: 'alter-view',
}

export const alterTable = statementKind({
  node: 'AlterTableStmt',
  kind: 'alter-table',
  variants: [...new Set(Object.values(kinds))],
  apply(node, context) {
    const { builder, statement } = context
    statement.kind = kinds[node.objtype ?? ''] ?? 'alter-table'
    const parts = node.relation === undefined ? [''] : rangeParts(node.relation)
    const id = node.objtype === 'OBJECT_TYPE' ? builder.resolveType(parts) : builder.resolveRelation(parts)
    const object = id === undefined ? undefined : builder.objects[id]
    if (object === undefined) {
      context.unread(`It alters ${parts.join('.')}, which the source has not created before.`)
      if (node.missing_ok !== true)
        context.diagnostic({
          code: 'unknown-relation',
          severity: 'warning',
          subject: parts.join('.'),
          message: `${parts.join('.')} is altered, but the source does not create it before.`,
          hint: 'Add the file that creates it to the source, or order the files.',
        })
      return
    }
    for (const { command, at } of inPasses(context, node)) applyCommand(context, node, object, command, at)
  },
})

interface PlacedCommand {
  readonly command: AlterTableCmd
  /** Byte offset of the sub-command. */
  readonly at: number
}

/** PostgreSQL applies sub-commands not as written but pass by pass; default names and re-used names depend on it. */
function inPasses(context: StatementContext, node: AlterTableStmt): PlacedCommand[] {
  const items = node.cmds ?? []
  const first = needsPlace(items) ? findCommands(context, node) : context.statement.textStart
  const placed: PlacedCommand[] = []
  const starts = items.length > 1 ? findListItems(context.file.bytes, first, context.statement.end) : undefined
  for (let position = 0; position < items.length; position++) {
    const command = nodeAs(items[position], 'AlterTableCmd')
    if (command !== undefined) placed.push({ command, at: starts?.[position] ?? first })
  }
  return placed.length < 2 ? placed : placed.sort((a, b) => passOf(a.command) - passOf(b.command))
}

/** A lone sub-command's own place matters only where its text is read. */
function needsPlace(items: readonly Node[]): boolean {
  if (items.length > 1) return true
  const subtype = nodeAs(items[0], 'AlterTableCmd')?.subtype
  return subtype === 'AT_ColumnDefault' || subtype === 'AT_SetExpression'
}

/** The first sub-command begins after `[schema .] name [*]`. */
function findCommands(context: StatementContext, node: AlterTableStmt): number {
  const { bytes } = context.file
  const { end } = context.statement
  let at = findNextToken(bytes, context.at(node.relation?.location), end)
  // `ONLY (name)` has a parenthesis here, an old form a star.
  while (bytes[at] === 0x2e || bytes[at] === 0x2a || bytes[at] === 0x29) {
    const isDot = bytes[at] === 0x2e
    at = findNextToken(bytes, at, end)
    if (isDot) at = findNextToken(bytes, at, end)
  }
  return at
}

function passOf({ subtype, def }: AlterTableCmd): number {
  switch (subtype) {
    case 'AT_DropColumn':
    case 'AT_DropConstraint':
    case 'AT_DropNotNull':
    case 'AT_DropExpression':
    case 'AT_DropIdentity':
      return 0
    case 'AT_AlterColumnType':
      return 1
    case 'AT_AddColumn':
      return 2
    case 'AT_ColumnDefault':
    case 'AT_SetNotNull':
    case 'AT_AddIdentity':
    case 'AT_SetIdentity':
      return 3
    case 'AT_AddConstraint': {
      const type = nodeAs(def, 'Constraint')?.contype
      return type === 'CONSTR_CHECK' || type === 'CONSTR_FOREIGN' ? 5 : 4
    }
    default:
      return 6
  }
}

function applyCommand(
  context: StatementContext,
  node: AlterTableStmt,
  object: DraftObject,
  command: AlterTableCmd,
  at: number,
): void {
  const item: Part | undefined = (node.cmds?.length ?? 0) > 1 ? { shape: 'list-item', at } : undefined
  const within = context.within(item)
  const usePart: Part = within.part ?? { shape: 'statement', at: context.statement.textStart }
  if (alterOthers(within, object, command)) return
  const apply = command.subtype === undefined ? undefined : commands[command.subtype]
  if (object.kind === 'relation' && apply !== undefined)
    apply({ command, context: within, relation: object, at, usePart, only: node.relation?.inh !== true })
  else if (object.kind === 'type') alterTypeAttribute(within, object, command, usePart)
  else if (command.subtype === 'AT_AttachPartition') attachIndex(within, object, command)
  else within.effect(object.id, 'alter')
}
