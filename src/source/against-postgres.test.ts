import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factsOf, factsQuery } from './catalog-facts.test-support.ts'
import { useFactsOf, usesQuery } from './catalog-uses.test-support.ts'
import { randomDdl } from './random-ddl.test-support.ts'
import { readCatalog } from './read-catalog.ts'
import { sourceFile } from './source-text.ts'

// Random histories on a real server; what it refuses is left out. The catalog must say what the server's catalogs say.

const server = process.env.FOUNTAIN_SPLIT_TEST_SERVER ?? 'postgres://postgres@127.0.0.1:5432'
/** Newer servers name inherited keys differently and keep NOT NULL as constraints. */
const comparedVersions = [15, 16]
const database = `fountain_split_histories_${process.pid}`

const version = await serverVersion()

async function serverVersion(): Promise<number> {
  const client = new pg.Client(`${server}/postgres`)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`)
    return Math.floor(Number(rows[0]!.version) / 10_000)
  } catch {
    return 0
  } finally {
    await client.end().catch(() => {})
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query(statement)
  await client.end()
}

const skipped = `skipped: no PostgreSQL ${comparedVersions.join(' or ')} at FOUNTAIN_SPLIT_TEST_SERVER`

describe.skipIf(!comparedVersions.includes(version))(`random histories against a server (${skipped})`, () => {
  let client: pg.Client

  beforeAll(async () => {
    await administer(`create database ${database}`)
    client = new pg.Client(`${server}/${database}`)
    await client.connect()
    await client.query('set client_min_messages = error')
  })
  afterAll(async () => {
    await client.end()
    await administer(`drop database ${database}`)
  })

  async function runOnServer(
    statements: readonly string[],
  ): Promise<{ taken: string[]; facts: string[]; uses: { fact: string; kind: string }[] }> {
    const taken: string[] = []
    await client.query('begin; set local search_path = public')
    for (const statement of statements) {
      await client.query('savepoint one')
      try {
        await client.query(statement)
        await client.query('release one')
        taken.push(statement)
      } catch {
        await client.query('rollback to one')
      }
    }
    await client.query(`set local search_path = ''`)
    const tables = await client.query<{ fact: string }>(factsQuery)
    const uses = await client.query<{ fact: string; kind: string }>(usesQuery)
    await client.query('rollback')
    return { taken, facts: tables.rows.map((row) => row.fact).sort(), uses: uses.rows }
  }

  it('leave the relations, columns, keys, indexes, sequences and names that the catalog tells', async () => {
    await fc.assert(
      fc.asyncProperty(randomDdl, async (history) => {
        const { taken, facts, uses } = await runOnServer(['CREATE SCHEMA s1', 'CREATE SCHEMA "S 2"', ...history])
        const source = { files: [sourceFile('history.sql', Buffer.from(`${taken.join(';\n')};\n`))] }
        const { catalog } = await readCatalog(source)
        expect(factsOf(catalog), taken.join(';\n')).toEqual(facts)
        const mine = useFactsOf(catalog)
        const all = new Set(uses.map(({ fact }) => fact))
        const said = uses.filter(({ kind }) => kind === 'fact').map(({ fact }) => fact)
        const theirs = new Set([...said, ...mine.filter((fact) => all.has(fact))])
        expect(mine, taken.join(';\n')).toEqual([...theirs].sort())
      }),
      { numRuns: Number(process.env.FOUNTAIN_SPLIT_TEST_RUNS ?? 40), endOnFailure: true },
    )
  }, 240_000)
})
