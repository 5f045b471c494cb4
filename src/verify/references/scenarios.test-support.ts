/** A write, as the monolith does it; `on` says whose relation it is. */
export interface Step {
  readonly on: 'referenced' | 'referencing'
  readonly sql: string
}

/** A transaction that tries what a foreign key promises, from rows that stand before it. */
export interface Scenario {
  readonly id: string
  /** Rows of the referenced relation and of the referencing one, as VALUES. */
  readonly referenced: string
  readonly referencing: string
  readonly steps: readonly Step[]
  /** The referential action that the scenario is about, if any. */
  readonly action?: 'delete' | 'update'
}

const referenced = (sql: string): Step => ({ on: 'referenced', sql })
const referencing = (sql: string): Step => ({ on: 'referencing', sql })

/** One row is referred to; the defaults of the referencing columns are (9, 9). */
const usual = { referenced: '(1, 1), (9, 9)', referencing: '(1, 1, 1)' }

export const referencedTable = 'CREATE TABLE parent (a int, b int, note text, PRIMARY KEY (a, b))'
export const referencingTable = 'CREATE TABLE child (id int PRIMARY KEY, a int DEFAULT 9, b int DEFAULT 9)'

export const scenarios: readonly Scenario[] = [
  { id: 'insOrphan', ...usual, steps: [referencing('INSERT INTO child VALUES (2, 5, 5)')] },
  {
    id: 'insOrphanThenParent',
    ...usual,
    steps: [referencing('INSERT INTO child VALUES (2, 5, 5)'), referenced('INSERT INTO parent VALUES (5, 5)')],
  },
  { id: 'insPartialNull', ...usual, steps: [referencing('INSERT INTO child VALUES (2, 5, NULL)')] },
  { id: 'insAllNull', ...usual, steps: [referencing('INSERT INTO child VALUES (2, NULL, NULL)')] },
  { id: 'delParent', ...usual, action: 'delete', steps: [referenced('DELETE FROM parent WHERE a = 1')] },
  {
    id: 'delParentThenChild',
    ...usual,
    action: 'delete',
    steps: [referenced('DELETE FROM parent WHERE a = 1'), referencing('DELETE FROM child')],
  },
  {
    id: 'delParentReinsert',
    ...usual,
    action: 'delete',
    steps: [referenced('DELETE FROM parent WHERE a = 1'), referenced('INSERT INTO parent VALUES (1, 1)')],
  },
  { id: 'updParentKey', ...usual, action: 'update', steps: [referenced('UPDATE parent SET a = 2 WHERE a = 1')] },
  {
    id: 'updParentKeyBack',
    ...usual,
    action: 'update',
    steps: [referenced('UPDATE parent SET a = 2 WHERE a = 1'), referenced('UPDATE parent SET a = 1 WHERE a = 2')],
  },
  { id: 'updParentNonKey', ...usual, steps: [referenced("UPDATE parent SET note = 'x'")] },
  {
    id: 'delDefaultParentWithRef',
    referenced: '(1, 1), (9, 9)',
    referencing: '(1, 9, 9)',
    action: 'delete',
    steps: [referenced('DELETE FROM parent WHERE a = 9')],
  },
  {
    id: 'delParentNoDefaultRow',
    referenced: '(1, 1)',
    referencing: '(1, 1, 1)',
    action: 'delete',
    steps: [referenced('DELETE FROM parent WHERE a = 1')],
  },
  { id: 'truncParent', ...usual, steps: [referenced('TRUNCATE parent')] },
  {
    id: 'replicaRoleOrphan',
    ...usual,
    steps: [referencing('SET LOCAL session_replication_role = replica; INSERT INTO child VALUES (2, 5, 5)')],
  },
]
