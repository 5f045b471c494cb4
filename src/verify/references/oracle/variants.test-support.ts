import type { MatrixRow } from './matrix.test-support.ts'
import type { Action, Encounter, Scenario } from './scenarios.test-support.ts'

/** One form of a foreign key, between a relation of its own in each service. */
export interface Variant {
  /** Of both relations. */
  readonly name: string
  readonly row: MatrixRow
  /** The key, and the reference to it, name the columns in another order than their relations have them. */
  readonly turned: boolean
}

const actions = ['NO ACTION', 'RESTRICT', 'CASCADE', 'SET NULL', 'SET DEFAULT']

/** Each row of the matrix twice: plain and turned. A sample has every pair of ON DELETE and ON UPDATE, and each with another match or deferrability. */
export function listVariants(matrix: readonly MatrixRow[], whole: boolean): Variant[] {
  const seen = new Map<string, number>()
  const chosen = matrix.filter(({ onDelete, onUpdate }) => {
    const pair = `${onDelete} ${onUpdate}`
    const count = seen.get(pair) ?? 0
    seen.set(pair, count + 1)
    return whole || count === (2 * actions.indexOf(onDelete!) + actions.indexOf(onUpdate!)) % 6
  })
  return chosen.flatMap((row, at) => [
    { name: `v${at}`, row, turned: false },
    { name: `t${at}`, row, turned: true },
  ])
}

/** For two clients, plain ones: all, or a few with every action, and every pair of those that events follow. */
export function listEncountered(matrix: readonly MatrixRow[], whole: boolean): Variant[] {
  const plain = listVariants(matrix, whole).filter(({ turned }) => !turned)
  if (whole) return plain
  return plain.filter(({ row }) => {
    const isFollowed = reactionTo(row, 'delete') === 'event' && reactionTo(row, 'update') === 'event'
    return isFollowed || (actions.indexOf(row['onDelete']!) + 2 * actions.indexOf(row['onUpdate']!)) % 5 === 0
  })
}

export function variantText({ row, turned }: Variant): string {
  const order = turned ? ' (b, a)' : ''
  return `MATCH ${row['match']} ${row['deferrable']} ON DELETE ${row['onDelete']} ON UPDATE ${row['onUpdate']}${order}`
}

/** Both ends of every variant: `parent.v1`, and `child.v1`, which refers to it. */
export function schemaOf(variants: readonly Variant[]): string {
  const relations = variants.map(({ name, row, turned }) => {
    const key = turned ? '(b, a)' : '(a, b)'
    const actions = `ON DELETE ${row['onDelete']} ON UPDATE ${row['onUpdate']}`
    return `CREATE TABLE parent.${name} (a int, b int, note text, PRIMARY KEY ${key});
CREATE TABLE child.${name} (
  id int PRIMARY KEY, a int DEFAULT 9, b int DEFAULT 9,
  FOREIGN KEY ${key} REFERENCES parent.${name} MATCH ${row['match']} ${actions} ${row['deferrable']}
);`
  })
  return ['CREATE SCHEMA parent;', 'CREATE SCHEMA child;', ...relations].join('\n')
}

/** `event` where that is proposed, else `otherwise`. */
export function configOf(variants: readonly Variant[], otherwise: 'refuse' | 'saga' = 'refuse'): string {
  const choices = variants.map(({ name, row, turned }) => {
    const chosen = (['delete', 'update'] as const).map(
      (action) => `${action}: ${reactionTo(row, action) === 'event' ? 'event' : otherwise}`,
    )
    return `  - { from: 'child.${name}(${turned ? 'b, a' : 'a, b'})', ${chosen.join(', ')} }`
  })
  return ['references:', ...choices].join('\n')
}

/** A RESTRICT or NO ACTION is refused by a row, SET DEFAULT where the default is no key: an event would come too late. */
export function reactionTo(row: MatrixRow, action: Action): 'event' | 'refuse' {
  return ['CASCADE', 'SET NULL'].includes(row[action === 'delete' ? 'onDelete' : 'onUpdate']!) ? 'event' : 'refuse'
}

/**
 * What may be otherwise than in one database, by the variant and the scenario alone, before anything runs.
 * - `one transaction over both services`: is not run
 * - `refused by choice`: where one database did not refuse, or later
 */
export type Exception = 'one transaction over both services' | 'refused by choice'

export function exceptionOf(row: MatrixRow, tried: Scenario | Encounter): Exception | undefined {
  if ('steps' in tried && new Set(tried.steps.map((step) => step.on)).size > 1)
    return 'one transaction over both services'
  return tried.action !== undefined && reactionTo(row, tried.action) === 'refuse' ? 'refused by choice' : undefined
}
