import { dropColumn } from '../../catalog/drop-object.ts'
import type { Column } from '../../catalog/object.ts'
import { addChecks, addForeignKeys, addKeys } from '../add-constraint.ts'
import type { PendingConstraint } from '../pending-constraint.ts'
import { defaultKindOf, defaultText } from '../column-expression.ts'
import { defineColumn, makeIdentity } from '../define-column.ts'
import { editColumn, editColumnDeep, inheritedColumn } from '../edit-columns.ts'
import { findItemEnd } from '../find-list-items.ts'
import { findUses } from '../find-uses.ts'
import { mergeColumn } from '../inherit-columns.ts'
import type { AlterTableType } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { readTypeName } from '../read-type-name.ts'
import { useCollation, writtenCollation } from '../use-collation.ts'
import { readColumnsOf } from '../walk-tree.ts'
import type { AlterCommand, ApplyAlterCommand } from './alter-command.ts'
import { withFields } from '../../core/with-fields.ts'

/** Sub-commands that change one column. */
export const alterColumns: Partial<Record<AlterTableType, ApplyAlterCommand>> = {
  AT_AddColumn: addColumn,
  AT_DropColumn({ command, context, relation, only }) {
    context.effect(relation.id, 'alter')
    dropColumn(context.builder, relation, command.name ?? '', command.behavior === 'DROP_CASCADE', !only)
  },
  AT_AlterColumnType: alterType,
  AT_ColumnDefault: alterDefault,
  AT_SetNotNull: (alter) => edit(alter, (column) => withFields(column, { notNull: true })),
  AT_DropNotNull: (alter) => edit(alter, (column) => withFields(column, { notNull: false })),
  AT_DropExpression(alter) {
    forgetUses(alter, 'generated')
    edit(alter, ({ generated: _generated, reads: _reads, default: _default, defaultKind: _kind, ...column }) => column)
  },
  AT_SetExpression(alter) {
    const { context, relation, command, at, usePart } = alter
    const text = expressionIn(alter, at)
    forgetUses(alter, 'generated')
    findUses(context, relation.id, command.def, { role: 'generated', part: usePart, column: command.name ?? '' })
    const reads = readColumnsOf(command.def)
    edit(alter, (column) => withFields(column, { default: text, reads }))
  },
  AT_AddIdentity(alter) {
    const { context, relation, command } = alter
    context.effect(relation.id, 'alter')
    const constraint = nodeAs(command.def, 'Constraint')
    if (constraint === undefined) return
    editColumn(relation, command.name ?? '', (column) => {
      const made = { ...column }
      makeIdentity(context, relation, made, constraint)
      return made
    })
  },
  AT_SetIdentity(alter) {
    const items = nodeAs(alter.command.def, 'List')?.items ?? []
    const generated = items.map((item) => nodeAs(item, 'DefElem')).find((item) => item?.defname === 'generated')
    const always = nodeAs(generated?.arg, 'Integer')?.ival === 'a'.charCodeAt(0)
    edit(alter, (column) =>
      generated === undefined ? column : withFields(column, { identity: always ? 'always' : 'by default' }),
    )
  },
  AT_DropIdentity(alter) {
    const { context, relation, command } = alter
    const known = relation.columns.find((column) => column.name === command.name)
    if (known?.identity === undefined) return context.effect(relation.id, 'alter')
    edit(alter, ({ identity: _identity, ...column }) => column)
    for (const part of context.builder.partsOf(relation.id))
      if (part.kind === 'sequence' && part.ownedBy?.column === command.name) {
        part.dropped = true
        context.builder.names.remove(part)
      }
  },
}

function edit(alter: AlterCommand, change: (column: Column) => Column): void {
  const { command, context, relation, only } = alter
  context.effect(relation.id, 'alter')
  if (only) editColumn(relation, command.name ?? '', change)
  else editColumnDeep(context.builder, relation, command.name ?? '', change)
}

function forgetUses(
  { context, relation, command }: AlterCommand,
  role: 'column-default' | 'column-type' | 'generated',
): void {
  context.builder.retireUses(relation, (use) => use.role === role && use.column === command.name)
}

function addColumn({ command, context, relation, usePart }: AlterCommand): void {
  const { builder } = context
  context.effect(relation.id, 'alter')
  const node = nodeAs(command.def, 'ColumnDef')
  if (node === undefined || relation.columns.some((column) => column.name === node.colname)) return
  const pending: PendingConstraint[] = []
  const column = defineColumn(context, relation, node, usePart, pending)
  relation.columns.push(column)
  addKeys(context, relation, pending)
  const inherit = (parent: typeof relation): void => {
    for (const child of builder.childrenOf(parent.id)) {
      const own = child.columns.findIndex((candidate) => candidate.name === column.name)
      if (own === -1) child.columns.push(inheritedColumn(column))
      else child.columns[own] = mergeColumn(inheritedColumn(column), child.columns[own]!)
      if (child.partitionOf === undefined)
        context.use(child.id, column.typeId, 'column-type', node.typeName?.location, {
          column: column.name,
          part: usePart,
        })
      inherit(child)
    }
  }
  inherit(relation)
  addChecks(context, relation, pending)
  addForeignKeys(context, relation, pending)
}

function alterType(alter: AlterCommand): void {
  const { command, context, relation, usePart } = alter
  const node = nodeAs(command.def, 'ColumnDef')
  const name = command.name ?? ''
  const type = readTypeName(context.builder, node?.typeName)
  forgetUses(alter, 'column-type')
  context.use(relation.id, type.id, 'column-type', node?.typeName?.location, { column: name, part: usePart })
  useCollation(context, relation.id, node?.collClause, 'column-type', { column: name, part: usePart })
  const collation = writtenCollation(node?.collClause)
  editColumnDeep(context.builder, relation, name, ({ typeId: _id, collation: _collation, ...column }) => ({
    ...column,
    type: type.text,
    ...(type.id === undefined ? {} : { typeId: type.id }),
    ...(collation === undefined ? {} : { collation }),
  }))
  context.effect(relation.id, 'alter')
}

function alterDefault(alter: AlterCommand): void {
  const { command, context, relation, at, usePart } = alter
  const column = command.name ?? ''
  forgetUses(alter, 'column-default')
  if (command.def === undefined) {
    edit(alter, ({ default: _default, defaultKind: _kind, ...rest }) => rest)
    return
  }
  const text = expressionIn(alter, at)
  const kind = defaultKindOf(command.def)
  findUses(context, relation.id, command.def, { role: 'column-default', part: usePart, column })
  edit(alter, (before) => withFields(before, { default: text, defaultKind: kind }))
}

/** The text after DEFAULT in a sub-command. */
function expressionIn({ context }: AlterCommand, at: number): string {
  return defaultText(context, at, findItemEnd(context.file.bytes, at, context.statement.end))
}
