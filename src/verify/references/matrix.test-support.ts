import { readFileSync } from 'node:fs'
import type pg from 'pg'
import type { NativeReference, ReferentialAction } from '../../emit/reference-sql/reference-value.ts'
import { nativeReference } from './split-pair.test-support.ts'
import type { Scenario, Step } from './scenarios.test-support.ts'

/** A row of the matrix: a variant, and what came out of each scenario. */
export type MatrixRow = Readonly<Record<string, string>>

export function readMatrix(version: number): readonly MatrixRow[] {
  const name = version >= 18 ? 18 : 15
  const file = new URL(`../../../fixtures/foreign-key-matrix/postgresql-${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')).rows
}

export function variantName(row: MatrixRow): string {
  return `${row['match']} ${row['deferrable']} ON DELETE ${row['onDelete']} ON UPDATE ${row['onUpdate']}`
}

export function referenceOf(row: MatrixRow): NativeReference {
  return nativeReference({
    constraint: 'child_a_b_fkey',
    relation: { schema: 'public', name: 'child' },
    columns: [
      { from: 'a', to: 'a' },
      { from: 'b', to: 'b' },
    ],
    onDelete: row['onDelete']!.toLowerCase() as ReferentialAction,
    onUpdate: row['onUpdate']!.toLowerCase() as ReferentialAction,
    match: row['match'] === 'FULL' ? 'full' : 'simple',
    deferrable:
      row['deferrable'] === 'NOT DEFERRABLE'
        ? 'no'
        : row['deferrable']!.endsWith('DEFERRED')
          ? 'initially deferred'
          : 'initially immediate',
  })
}

/** Runs steps as one transaction; `ok`, or where it was refused and with which SQLSTATE. */
export async function runSteps(client: pg.ClientBase, steps: readonly Step[]): Promise<string> {
  let at = 'stmt'
  try {
    await client.query('BEGIN')
    for (const { sql } of steps) await client.query(sql)
    at = 'commit'
    await client.query('COMMIT')
    return 'ok'
  } catch (error) {
    await client.query('ROLLBACK')
    return `${at}:${(error as { code: string }).code}`
  }
}

/** The outcome as the matrix writes it. */
export async function outcomeOf(client: pg.ClientBase, verdict: string): Promise<string> {
  if (verdict !== 'ok') return verdict
  const { rows } = await client.query<{ row: string }>(
    `SELECT format('%s:%s,%s', id, coalesce(a::text, '-'), coalesce(b::text, '-')) AS row FROM child ORDER BY id`,
  )
  return `ok[${rows.map(({ row }) => row).join(' ') || '(none)'}]`
}

/**
 * What a scenario may differ in, decided before anything is run: by how the reference is proposed to be replaced, not by
 * what comes out.
 */
export type ExceptionClass = 'needs a saga' | 'refused by choice' | 'transaction over both services'

export function exceptionOf(row: MatrixRow, scenario: Scenario): ExceptionClass | undefined {
  if (new Set(scenario.steps.map((step) => step.on)).size > 1) return 'transaction over both services'
  if (scenario.action === undefined) return undefined
  const action = scenario.action === 'delete' ? row['onDelete'] : row['onUpdate']
  if (action === 'CASCADE' || action === 'SET NULL') return undefined
  // SET DEFAULT can be refused where the default is not NULL; a RESTRICT or NO ACTION always can.
  if (scenario.action === 'delete' || action === 'SET DEFAULT') return 'needs a saga'
  return 'refused by choice'
}
