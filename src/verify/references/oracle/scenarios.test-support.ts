/** A write, as the monolith does it; `on` says whose relation it is. */
export interface Step {
  readonly on: 'referenced' | 'referencing'
  readonly sql: string
  /** The same, where services have to agree to it: the key that is to go, or what it is to become. */
  readonly asked?: { readonly key: readonly number[]; readonly becomes?: readonly number[] }
}

/** Rows that stand before anything is tried, as VALUES; the defaults of the referencing columns are (9, 9). */
export interface Rows {
  readonly referenced: string
  readonly referencing: string
}

export type Action = 'delete' | 'update'

/** A transaction that tries what a foreign key promises. */
export interface Scenario extends Rows {
  readonly id: string
  readonly steps: readonly Step[]
  /** The referential action that the scenario is about, if any. */
  readonly action?: Action
}

const referenced = (sql: string): Step => ({ on: 'referenced', sql })
const goes = (key: number): Step => ({
  ...referenced(`DELETE FROM parent WHERE a = ${key}`),
  asked: { key: [key, key] },
})
/** Of the key (1, 1), the first column. */
const changesFrom = (from: number, to: number): Step => ({
  ...referenced(`UPDATE parent SET a = ${to} WHERE a = ${from}`),
  asked: { key: [from, 1], becomes: [to, 1] },
})
const referencing = (sql: string): Step => ({ on: 'referencing', sql })

/** One row is referred to. */
export const usual: Rows = { referenced: '(1, 1), (9, 9)', referencing: '(1, 1, 1)' }

export const scenarios: readonly Scenario[] = [
  { id: 'insOrphan', ...usual, steps: [referencing('INSERT INTO child VALUES (2, 5, 5)')] },
  {
    id: 'insOrphanThenParent',
    ...usual,
    steps: [referencing('INSERT INTO child VALUES (2, 5, 5)'), referenced('INSERT INTO parent (a, b) VALUES (5, 5)')],
  },
  { id: 'insPartialNull', ...usual, steps: [referencing('INSERT INTO child VALUES (2, 5, NULL)')] },
  { id: 'insAllNull', ...usual, steps: [referencing('INSERT INTO child VALUES (2, NULL, NULL)')] },
  { id: 'delParent', ...usual, action: 'delete', steps: [goes(1)] },
  {
    id: 'delParentThenChild',
    ...usual,
    action: 'delete',
    steps: [goes(1), referencing('DELETE FROM child')],
  },
  {
    id: 'delParentReinsert',
    ...usual,
    action: 'delete',
    steps: [goes(1), referenced('INSERT INTO parent (a, b) VALUES (1, 1)')],
  },
  { id: 'updParentKey', ...usual, action: 'update', steps: [changesFrom(1, 2)] },
  {
    id: 'updParentKeyBack',
    ...usual,
    action: 'update',
    steps: [changesFrom(1, 2), changesFrom(2, 1)],
  },
  { id: 'updParentNonKey', ...usual, steps: [referenced("UPDATE parent SET note = 'x'")] },
  {
    id: 'delDefaultParentWithRef',
    referenced: '(1, 1), (9, 9)',
    referencing: '(1, 9, 9)',
    action: 'delete',
    steps: [goes(9)],
  },
  {
    id: 'delParentNoDefaultRow',
    referenced: '(1, 1)',
    referencing: '(1, 1, 1)',
    action: 'delete',
    steps: [goes(1)],
  },
  { id: 'truncParent', ...usual, steps: [referenced('TRUNCATE parent')] },
  {
    id: 'replicaRoleOrphan',
    ...usual,
    steps: [referencing('SET LOCAL session_replication_role = replica; INSERT INTO child VALUES (2, 5, 5)')],
  },
]

/** Two clients at once: a write of each service, each a transaction. */
export interface Encounter extends Rows {
  readonly id: string
  readonly referencingStep: string
  readonly referencedStep: string
  readonly action?: Action
}

const deletes = { action: 'delete', referencedStep: 'DELETE FROM parent WHERE a = 1' } as const
const changes = { action: 'update', referencedStep: 'UPDATE parent SET a = 2 WHERE a = 1' } as const

export const encounters: readonly Encounter[] = [
  { id: 'insert × delete', ...usual, ...deletes, referencingStep: 'INSERT INTO child VALUES (2, 1, 1)' },
  { id: 'insert × key change', ...usual, ...changes, referencingStep: 'INSERT INTO child VALUES (2, 1, 1)' },
  { id: 'away × delete', ...usual, ...deletes, referencingStep: 'UPDATE child SET a = 9, b = 9 WHERE id = 1' },
  { id: 'away × key change', ...usual, ...changes, referencingStep: 'UPDATE child SET a = 9, b = 9 WHERE id = 1' },
  { id: 'gone × delete', ...usual, ...deletes, referencingStep: 'DELETE FROM child WHERE id = 1' },
  {
    id: 'towards × delete',
    ...usual,
    action: 'delete',
    referencingStep: 'UPDATE child SET a = 9, b = 9 WHERE id = 1',
    referencedStep: 'DELETE FROM parent WHERE a = 9',
  },
  {
    id: 'insert × create',
    ...usual,
    referencingStep: 'INSERT INTO child VALUES (2, 5, 5)',
    referencedStep: 'INSERT INTO parent (a, b) VALUES (5, 5)',
  },
]
