import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import type { RefusalCase } from './refusal-cases.test-support.ts'
import { refusalCases } from './refusal-cases.test-support.ts'
import type { PlannedReaction } from './split-plan.ts'
import { splitSql } from './split-sql.test-support.ts'

let server: ScratchServer
let client: pg.Client
beforeAll(async () => {
  server = await startScratchServer()
  client = new pg.Client(`${server.url}/postgres`)
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await server?.stop()
})

const people = `CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.person (id bigint PRIMARY KEY, code bigint UNIQUE);`

/** ALTER TABLEs among the rows are part of the schema too. */
const schemaOf = ({ sql, rows }: { sql: string; rows: string }): string =>
  [people, sql, ...rows.split(/;\s*/).filter((statement) => statement.startsWith('ALTER'))].join('\n').trimEnd() + ';' // prettier-ignore

const writes = {
  delete: ['DELETE FROM people.person WHERE id = 1'],
  // To a value that divides by nothing, one that is too large, one that is NULL.
  update: [
    'UPDATE people.person SET id = 3 WHERE id = 1',
    'UPDATE people.person SET id = 99999999999 WHERE id = 1',
    'UPDATE people.person SET code = NULL WHERE id = 1',
  ],
}

/** Whether one database refuses the write; nothing stays of it. */
async function isRefused(sql: string, rows: string, write: string): Promise<boolean> {
  try {
    await client.query(`BEGIN; ${people} INSERT INTO people.person VALUES (1, 11), (2, 12); ${sql}`)
    await client.query(rows)
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
  try {
    await client.query(write)
    await client.query('SET CONSTRAINTS ALL IMMEDIATE')
    return false
  } catch {
    return true
  } finally {
    await client.query('ROLLBACK')
  }
}

async function refusedWrites({ sql, rows, on }: RefusalCase): Promise<string[]> {
  const refused = []
  for (const write of writes[on]) if (await isRefused(sql, rows, write)) refused.push(write)
  return refused
}

async function plannedReaction(each: RefusalCase): Promise<PlannedReaction> {
  const { references } = await splitSql(schemaOf(each))
  return references.find(({ referencing }) => referencing.relation === 't')![each.on]!
}

describe('an event is enough, and PostgreSQL refuses nothing', () => {
  test.each(refusalCases.filter(({ because }) => because === undefined))('$name', async (each) => {
    expect(await plannedReaction(each)).toMatchObject({ reaction: 'event' })
    expect(await refusedWrites(each)).toEqual([])
  })
})

describe('a saga it is, for a reason', () => {
  const refusable = refusalCases.filter(({ because }) => because !== undefined)
  test.each(refusable)('$name', async (each) => {
    const { reaction, because } = await plannedReaction(each)
    expect(reaction).toBe('saga')
    expect(because.join('\n')).toMatch(each.because!)
  })

  // Refused only where something else happened in between, which one write cannot show.
  const mayNeverCome = new Set(['UNIQUE and a changed key', 'EXCLUDE'])
  test.each(refusable.filter(({ name }) => !mayNeverCome.has(name)))('$name: PostgreSQL refuses', async (each) => {
    expect(await refusedWrites(each)).not.toEqual([])
  })
})
