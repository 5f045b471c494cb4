import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Config } from './config/config.ts'
import { emitSplit } from './emit/emit-split.ts'
import { serviceFolders } from './emit/service-folders.ts'
import { randomDdl } from './source/random-ddl.test-support.ts'
import { sourceFile } from './source/source-text.ts'
import { splitTexts } from './split.ts'
import type { CatalogRecord } from './verify/catalog/catalog-record.ts'
import { compareWithPlan } from './verify/catalog/compare-with-plan.ts'
import { readWithinTransaction } from './verify/catalog/read-live-catalog.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

const setUp = ['CREATE SCHEMA s1', 'CREATE SCHEMA "S 2"', 'SET search_path = public, s1']
const seed = Number(process.env.FOUNTAIN_SPLIT_TEST_SEED ?? 1)
const runs = Number(process.env.FOUNTAIN_SPLIT_TEST_RUNS ?? 20)

/** By schema, where little crosses, and by name, where much does. */
const configs: readonly (readonly [string, Config])[] = [
  ['a service a schema', {}],
  [
    'services over all schemas',
    {
      services: {
        first: { patterns: ['*.t1', '*.t3'] },
        second: { patterns: ['*.t2', '*.p1', '*.a_*'] },
        third: { patterns: ['*.*', '!*.t1', '!*.t2', '!*.t3', '!*.p1', '!*.a_*'] },
      },
    },
  ],
]

describe(`random histories in three schemas, seed ${seed}`, () => {
  let server: ScratchServer
  let client: pg.Client
  beforeAll(async () => {
    server = await startScratchServer()
    client = new pg.Client((await server.createDatabase('random')).url)
    await client.connect()
    await client.query('SET client_min_messages = error')
  })
  afterAll(async () => {
    await client?.end()
    await server?.stop()
  })

  /** Runs statements in a transaction that is rolled back; those that are refused are left out. */
  async function load(
    statements: readonly string[],
    mayFail: boolean,
  ): Promise<{ taken: string[]; records: CatalogRecord[] }> {
    const taken: string[] = []
    await client.query('BEGIN')
    try {
      for (const statement of statements) {
        if (!mayFail) await client.query(statement)
        else {
          await client.query('SAVEPOINT one')
          try {
            await client.query(statement)
            await client.query('RELEASE one')
          } catch {
            await client.query('ROLLBACK TO one')
            continue
          }
        }
        taken.push(statement)
      }
      await client.query('RESET search_path')
      return { taken, records: await readWithinTransaction(client) }
    } finally {
      await client.query('ROLLBACK')
      await client.query('DISCARD PLANS')
    }
  }

  test.each(configs)(
    '%s: each loads alone, and all together are the whole less what the plan cut',
    async (_name, config) => {
      let cuts = 0
      await fc.assert(
        fc.asyncProperty(randomDdl, async (history) => {
          const whole = await load([...setUp, ...history], true)
          const text = whole.taken.map((statement) => `${statement};\n`).join('')
          const source = { kind: 'sql' as const, files: [sourceFile('history.sql', Buffer.from(text))], skipped: [] }
          const split = await splitTexts(source, { config, file: undefined }, {})
          // Without a relation there is no service.
          fc.pre(split.plan.services.length > 0)
          const artifacts = emitSplit(split)
          const parts = []
          for (const [service, folder] of serviceFolders(split.plan.services)) {
            const scripts = ['cluster/roles.sql', `${folder}/migrations/`].flatMap((start) =>
              artifacts.filter(({ path }) => path.startsWith(start)),
            )
            // What stands in the place of references is a transaction of its own, here it is within ours.
            const texts = scripts.map(({ text }) => text.replaceAll(/^(BEGIN|COMMIT);$/gm, ''))
            const { records } = await load(texts, false)
            parts.push({ service, objects: records })
          }
          cuts += split.plan.source.statements.cut
          expect(compareWithPlan(split, whole.records, parts)).toEqual([])
        }),
        { numRuns: runs, seed },
      )
      expect(cuts).toBeGreaterThanOrEqual(Math.floor(runs / 20))
    },
    300_000,
  )
})
