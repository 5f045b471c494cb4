import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { splitSql } from './split-sql.test-support.ts'

const fixtures = new URL('../../fixtures/', import.meta.url)
const inputs = ['fountain.sql', ...['replicate', 'event', 'saga', 'refuse'].map((id) => `strategies/${id}/input.sql`)]

test.each(inputs)('%s: a guard and two reactions each, and obligations on services that there are', async (input) => {
  const plan = await splitSql(readFileSync(new URL(input, fixtures), 'utf8'))
  expect(plan.references.length).toBeGreaterThan(0)
  const services = new Set(plan.services.map(({ name }) => name))
  const ids = new Set(plan.references.map(({ id }) => id))
  for (const { id, guard, delete: onDelete, update } of plan.references) {
    expect([guard, onDelete?.reaction, update?.reaction], id).not.toContain(undefined)
    expect(Math.min(onDelete!.because.length, update!.because.length), id).toBeGreaterThan(0)
    const kinds = plan.obligations.filter(({ references }) => references.includes(id)).map(({ kind }) => kind)
    expect(kinds, id).toEqual(expect.arrayContaining(['guard-write']))
  }
  for (const { id, service, key, references } of plan.obligations) {
    expect(services, id).toContain(service)
    expect(services, id).toContain(key.service)
    expect(references.length, id).toBeGreaterThan(0)
    expect(references.filter((each) => !ids.has(each)), id).toEqual([]) // prettier-ignore
  }
  expect(new Set(plan.obligations.map(({ id }) => id)).size).toBe(plan.obligations.length)
  expect(JSON.parse(JSON.stringify(plan.obligations))).toEqual(plan.obligations)
})

test('a relation of no service: nothing is planned for its references, and nobody is obliged', async () => {
  const sql =
    'CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int PRIMARY KEY); CREATE TABLE b.t (a int REFERENCES a.t);'
  const { references, obligations } = await splitSql(sql, 'services: { a: { schemas: [a] } }')
  expect(references).toMatchObject([{ guard: null, delete: null, update: null }])
  expect(obligations).toEqual([])
})
