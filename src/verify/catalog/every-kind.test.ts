import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { CatalogRecord } from './catalog-record.ts'
import { compareCatalogs } from './compare-catalogs.ts'
import { everyKindChanges } from './every-kind-changes.test-support.ts'
import { everyKindRemovals } from './every-kind-removals.test-support.ts'
import { readWithinTransaction } from './read-live-catalog.ts'

let server: ScratchServer
let client: pg.Client
let original: CatalogRecord[]

beforeAll(async () => {
  server = await startScratchServer({ origin: 'embedded' })
  client = new pg.Client({ connectionString: `${server.url}/postgres` })
  await client.connect()
  await client.query('BEGIN')
  await client.query(readFileSync('fixtures/every-kind/schema.sql', 'utf8'))
  original = await readWithinTransaction(client)
})

afterAll(async () => {
  await client.end()
  await server.stop()
})

/** What the comparison says after `sql`, each difference as `what key`. The database is then as before. */
async function differencesAfter(sql: string): Promise<string[]> {
  await client.query('SAVEPOINT before_the_change')
  try {
    await client.query('RESET search_path')
    await client.query(sql)
    const objects = await readWithinTransaction(client)
    const differences = compareCatalogs(original, [{ service: 'all', objects }], { owners: true })
    return differences.map((it) => `${it.what} ${it.kind} ${it.identity}`)
  } finally {
    await client.query('ROLLBACK TO before_the_change')
  }
}

test('a database equals itself, read twice', async () => {
  expect(await differencesAfter('SELECT 1')).toEqual([])
  expect(new Set(original.map((it) => it.key)).size).toBe(original.length)
})

describe('taken out', () => {
  test.each(everyKindRemovals)('%s', async (sql, ...expected) => {
    expect(await differencesAfter(sql)).toEqual(expected)
  })
})

describe('changed', () => {
  test.each(everyKindChanges)('%s', async (sql, ...expected) => {
    expect(await differencesAfter(sql)).toEqual(expected)
  })
})

test('every kind that there is was taken out and changed', () => {
  const kindsIn = (cases: readonly (readonly string[])[], what: string) =>
    new Set(
      cases
        .flatMap(([, ...expected]) => expected.map((it) => it.split(' ')).filter((it) => it[0] === what))
        .map((it) => it[1]),
    )
  const kinds = new Set(original.map((it) => it.kind))
  // An order of columns and an owner cannot be missing; schemas and what they publish have nothing else to change.
  const cannotGo = new Set(['column-order', 'owner'])
  const cannotChange = new Set(['schema', 'publication-schema'])
  const removed = kindsIn(everyKindRemovals, 'missing')
  const changed = kindsIn(everyKindChanges, 'different')
  expect([...kinds].filter((kind) => !removed.has(kind) && !cannotGo.has(kind))).toEqual([])
  expect([...kinds].filter((kind) => !changed.has(kind) && !cannotChange.has(kind))).toEqual([])
})
