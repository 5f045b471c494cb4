import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { refusalCases } from './refusal-cases.test-support.ts'
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

describe('what can refuse a referential action', () => {
  test.each(refusalCases)('$name', async (each) => {
    const { sql, rows, on, because } = each
    const plan = await splitSql(schemaOf(each))
    const reference = plan.references.find(({ referencing }) => referencing.relation === 't')!
    const refused = []
    for (const write of writes[on]) if (await isRefused(sql, rows, write)) refused.push(write)
    expect(reference[on]!.reaction).toBe(because === undefined ? 'event' : 'saga')
    if (because === undefined) expect(refused).toEqual([])
    else expect(reference[on]!.because.join('\n')).toMatch(because)
    // Two reasons are about what time or other writers may bring.
    if (because !== undefined && !mayNeverCome.has(each.name)) expect(refused).not.toEqual([])
  })
})

/** Refused only where something else happened in between, which one database cannot show in one write. */
const mayNeverCome = new Set(['UNIQUE and a changed key', 'EXCLUDE'])
