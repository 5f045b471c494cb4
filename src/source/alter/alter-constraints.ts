import { dropObject } from '../../catalog/drop-object.ts'
import type { DraftOf } from '../../catalog/draft.ts'
import { renameObject } from '../../catalog/rename-object.ts'
import { addCheck, addKey, isKey } from '../add-constraint.ts'
import { deferrabilityOf, type PendingConstraint } from '../pending-constraint.ts'
import { addForeignKey } from '../add-foreign-key.ts'
import { editColumnDeep, setNotNull } from '../edit-columns.ts'
import type { AlterTableType, Constraint } from '../parse-tree.ts'
import { namesOf, nodeAs } from '../parse-tree.ts'
import type { AlterCommand, ApplyAlterCommand } from './alter-command.ts'
import { withFields } from '../../core/with-fields.ts'

/** Sub-commands that change constraints: their effects are on the constraint, so that they are cut with it. */
export const alterConstraints: Partial<Record<AlterTableType, ApplyAlterCommand>> = {
  AT_AddConstraint: addConstraint,
  AT_DropConstraint(alter) {
    const constraint = findConstraint(alter)
    if (constraint === undefined) return unknownConstraint(alter)
    alter.context.effect(constraint.id, 'drop')
    dropObject(alter.context.builder, constraint.id, alter.command.behavior === 'DROP_CASCADE')
  },
  AT_ValidateConstraint(alter) {
    const constraint = findConstraint(alter)
    if (constraint === undefined) return unknownConstraint(alter)
    alter.context.effect(constraint.id, 'alter')
    if (constraint.kind === 'foreign-key') forEachClone(alter, constraint, (key) => (key.validated = true))
    else validateCheck(alter, constraint)
  },
  AT_AlterConstraint(alter) {
    const changed = nodeAs(alter.command.def, 'ATAlterConstraint')
    // The older grammar writes a whole constraint here.
    const older = nodeAs(alter.command.def, 'Constraint')
    const constraint = findConstraint(alter, changed?.conname ?? older?.conname)
    if (constraint === undefined) return unknownConstraint(alter)
    alter.context.effect(constraint.id, 'alter')
    if (changed?.alterEnforceability === true && constraint.kind === 'foreign-key')
      forEachClone(alter, constraint, (key) => {
        if (changed.is_enforced === true) delete key.form
        else key.form = 'not enforced'
      })
    if (changed !== undefined && changed.alterDeferrability !== true) return
    const { deferrable, initdeferred } = changed ?? older ?? {}
    const value = initdeferred === true ? 'initially deferred' : deferrable === true ? 'initially immediate' : 'no'
    if (constraint.kind === 'constraint') constraint.deferrable = value
    else forEachClone(alter, constraint, (key) => (key.deferrable = value))
  },
}

function findConstraint(
  { context, relation, command }: AlterCommand,
  name: string | undefined = command.name,
): DraftOf<'constraint'> | DraftOf<'foreign-key'> | undefined {
  return context.builder.findPart(relation.id, name ?? '', 'foreign-key', 'constraint')
}

function unknownConstraint({ command, context, relation }: AlterCommand): void {
  context.effect(relation.id, 'other')
  if (command.missing_ok === true) return
  // NOT NULL constraints have names too since PostgreSQL 18, which are not kept.
  context.diagnostic({
    code: 'unknown-constraint',
    severity: 'info',
    subject: `${command.name ?? ''} on ${relation.schema}.${relation.name}`,
    message: `${relation.schema}.${relation.name} has no constraint ${command.name ?? ''} that the source creates.`,
    hint: '',
  })
}

function forEachClone(
  alter: AlterCommand,
  key: DraftOf<'foreign-key'>,
  change: (key: DraftOf<'foreign-key'>) => void,
): void {
  change(key)
  for (const clone of alter.context.builder.clonesOf(key.id))
    if (clone.kind === 'foreign-key') forEachClone(alter, clone, change)
}

function validateCheck(alter: AlterCommand, check: DraftOf<'constraint'>): void {
  delete check.unvalidated
  for (const clone of alter.context.builder.clonesOf(check.id))
    if (clone.kind === 'constraint') validateCheck(alter, clone)
}

function addConstraint(alter: AlterCommand): void {
  const { command, context, relation, at, usePart, only } = alter
  const node = nodeAs(command.def, 'Constraint')
  if (node === undefined) return
  const pending: PendingConstraint = {
    node,
    part: context.part,
    usePart,
    at: node.location === undefined ? at : context.at(node.location),
    mayBeInvalid: true,
    only,
  }
  if (node.contype === 'CONSTR_NOTNULL') {
    context.effect(relation.id, 'alter')
    for (const column of namesOf(node.keys)) setNotNull(context.builder, relation, column, true)
  } else if (node.indexname !== undefined) addKeyOverIndex(alter, node, pending)
  else if (isKey(node)) addKey(context, relation, pending)
  else if (node.contype === 'CONSTR_CHECK') addCheck(context, relation, pending)
  else if (node.contype === 'CONSTR_FOREIGN') {
    // One whose referenced table is unknown belongs, as far as we can tell, to the table.
    if (addForeignKey(context, relation, pending) === undefined) context.effect(relation.id, 'alter')
  } else context.effect(relation.id, 'alter')
}

/** ADD CONSTRAINT … USING INDEX: the index takes the constraint's name. */
function addKeyOverIndex({ context, relation }: AlterCommand, node: Constraint, pending: PendingConstraint): void {
  const { builder } = context
  const index = builder.as(builder.resolveRelation([relation.schema, node.indexname ?? '']), 'index')
  const name = node.conname ?? node.indexname ?? ''
  if (index !== undefined && index.name !== name) renameObject(builder, index.id, name)
  const made = builder.create<'constraint'>(
    {
      kind: 'constraint',
      schema: relation.schema,
      name,
      of: relation.id,
      at: pending.at,
      form: node.contype === 'CONSTR_PRIMARY' ? 'primary' : 'unique',
      columns: [...(index?.columns ?? [])],
      deferrable: deferrabilityOf(pending),
      ...(index === undefined ? {} : { index: index.id }),
      ...(index?.nullsNotDistinct === true ? { nullsNotDistinct: true } : {}),
    },
    context.statement.id,
  )
  context.effect(made.id, 'create')
  if (made.form !== 'primary') return
  for (const name_ of made.columns)
    editColumnDeep(builder, relation, name_, (column) => withFields(column, { notNull: true }))
}
