import { beforeAll, describe, expect, test } from 'vitest'
import { splitSql } from './split-sql.test-support.ts'
import { readMatrix, type MatrixRow } from '../verify/references/oracle/matrix.test-support.ts'
import { scenarios } from '../verify/references/oracle/scenarios.test-support.ts'
import type { PlannedReference } from './split-plan.ts'

const matrix = [...readMatrix(15), ...readMatrix(18)]
let references: readonly PlannedReference[] = []

beforeAll(async () => {
  const tables = matrix.map(
    (row, at) => `CREATE TABLE child.t${at} (id int PRIMARY KEY, a int DEFAULT 9, b int DEFAULT 9,
      FOREIGN KEY (a, b) REFERENCES parent.parent MATCH ${row['match']}
      ON DELETE ${row['onDelete']} ON UPDATE ${row['onUpdate']} ${row['deferrable']});`,
  )
  const plan = await splitSql(`CREATE SCHEMA parent; CREATE SCHEMA child;
    CREATE TABLE parent.parent (a int, b int, note text, PRIMARY KEY (a, b));
    ${tables.join('\n')}`)
  references = plan.references
})

const planned = (at: number): PlannedReference => references.find(({ referencing }) => referencing.relation === `t${at}`)! // prettier-ignore

/** Scenarios about this action that PostgreSQL refused, with how. */
function refusals(row: MatrixRow, action: 'delete' | 'update'): string[] {
  return scenarios
    .filter((scenario) => scenario.action === action)
    .map(({ id }) => `${id}: ${row[id]}`)
    .filter((told) => !/: ok\[/.test(told))
}

describe.each(['delete', 'update'] as const)('ON %s', (action) => {
  const of = (reaction: string): MatrixRow[] => matrix.filter((_, at) => planned(at)[action]!.reaction === reaction)

  test('where an event is proposed, PostgreSQL refused nothing', () => {
    expect(of('event').length).toBe(matrix.length * (2 / 5))
    expect(of('event').flatMap((row) => refusals(row, action))).toEqual([])
  })

  test('where a saga is proposed, it is for something that PostgreSQL refused', () => {
    expect(of('saga').length).toBe(matrix.length * (3 / 5))
    // The matrix deletes a default key that is referred to, but changes none.
    const always = of('saga').filter((row) => action === 'delete' || row['onUpdate'] !== 'SET DEFAULT')
    expect(always.filter((row) => refusals(row, action).length === 0)).toEqual([])
  })
})
