import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog } from '../catalog/catalog.ts'
import { factsOf, factsQuery } from '../source/catalog-facts.test-support.ts'
import { useFactsOf, usesQuery } from '../source/catalog-uses.test-support.ts'
import { readCatalog } from '../source/read-catalog.ts'
import { sourceFile } from '../source/source-text.ts'
import { corpusNames, hasCorpus, readLoadableSchema } from './corpus-loading.test-support.ts'
import { loadScript } from './load/load-script.ts'
import { findEmbeddedPrograms } from './scratch/embedded-programs.ts'
import { findMachinePrograms } from './scratch/machine-programs.ts'
import type { ScratchServer } from './scratch/scratch-server.ts'
import { startScratchServer } from './scratch/start-scratch-server.ts'

// What the catalog says of a schema is what PostgreSQL's own catalogs say after loading it.

const statementFixtures = 'fixtures/statements'
const schemas: readonly (readonly [name: string, read: () => string])[] = [
  ['fountain', () => readFileSync('fixtures/fountain.sql', 'utf8')],
  ['every kind of object', () => readFileSync('fixtures/every-kind/schema.sql', 'utf8')],
  ...(hasCorpus ? corpusNames.map((name) => [name, () => readLoadableSchema(name)] as const) : []),
  ...readdirSync(statementFixtures).map(
    (kind) => [kind, () => readFileSync(join(statementFixtures, kind, 'input.sql'), 'utf8')] as const,
  ),
]

/** The first line of a fixture that no test server can load says why. */
const notLoaded = /^-- not loaded: /

const servers = [
  { origin: 'embedded', isThere: findEmbeddedPrograms() !== undefined },
  { origin: 'machine', isThere: findMachinePrograms() !== undefined },
] as const

for (const { origin, isThere } of servers)
  describe.skipIf(!isThere)(`the catalog against PostgreSQL, ${origin} (skipped: there is none)`, () => {
    let server: ScratchServer
    let client: pg.Client
    beforeAll(async () => {
      server = await startScratchServer({ origin })
      client = new pg.Client(`${server.url}/postgres`)
      await client.connect()
    })
    afterAll(async () => {
      await client?.end()
      await server?.stop()
    })

    const loaded = schemas.filter(([, read]) => !notLoaded.test(read()))

    it.each(loaded)('%s: what uses what, and what stands beside tables', async (_name, read) => {
      const sql = read()
      const ours = useFactsOf(await catalogOf(sql)).filter((fact) => !ofThisUser(fact))
      const { uses: rows } = await factsAfter(sql)
      const all = new Set(rows.map(({ fact }) => fact).filter((fact) => !newerPrivilege.test(fact)))
      const implied = new Set(rows.filter(({ kind }) => kind === 'implied').map(({ fact }) => fact))
      const theirs = [...all].filter((fact) => ours.includes(fact) || (!implied.has(fact) && !isByResult(fact, all)))
      expect(ours).toEqual(theirs.sort())
    })

    it.each(loaded)('%s: tables, columns, keys, indexes, sequences', async (_name, read) => {
      const sql = read()
      const ours = counted(factsOf(await catalogOf(sql)))
      const { tables: rows } = await factsAfter(sql)
      expect(ours).toEqual(counted(rows.map(({ fact }) => fact)))
    })

    const known = new Map<string, ServerFacts>()

    /** In a transaction that ends with nothing done. */
    async function factsAfter(sql: string): Promise<ServerFacts> {
      const before = known.get(sql)
      if (before !== undefined) return before
      await client.query('BEGIN')
      try {
        await loadScript(client, sql)
        await client.query(`SET LOCAL search_path = ''`)
        const facts = { uses: (await client.query(usesQuery)).rows, tables: (await client.query(factsQuery)).rows }
        known.set(sql, facts)
        return facts
      } finally {
        await client.query('ROLLBACK')
      }
    }
  })

interface ServerFacts {
  readonly uses: readonly { readonly fact: string; readonly kind: 'fact' | 'implied' }[]
  readonly tables: readonly { readonly fact: string }[]
}

const catalogs = new Map<string, Promise<Catalog>>()

/** Read once for all servers. */
function catalogOf(sql: string): Promise<Catalog> {
  const known = catalogs.get(sql)
  if (known !== undefined) return known
  const read = readCatalog({ files: [sourceFile('schema.sql', Buffer.from(sql))] }).then(({ catalog }) => catalog)
  catalogs.set(sql, read)
  return read
}

/** ALL means this too since PostgreSQL 17. */
const newerPrivilege = / may maintain /

/** A view over a function's rows needs the relation whose row type they have: the text names the function only. */
function isByResult(fact: string, all: ReadonlySet<string>): boolean {
  const [user, relation] = fact.split(' uses ')
  if (relation === undefined) return false
  return [...all].some((other) => other.startsWith(`${user} uses routine `) && all.has(`${other.slice(user!.length + 6)} uses ${relation}`)) // prettier-ignore
}

function ofThisUser(fact: string): boolean {
  return fact.endsWith(' belongs to postgres')
}

/** Clones of foreign keys on partitions are named by an order that only the server knows. */
function counted(facts: readonly string[]): string[] {
  return facts.filter((fact) => !fact.endsWith(' inherited') || !fact.startsWith('foreign key ')).sort()
}
