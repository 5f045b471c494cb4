import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { faults } from '../faults/fault-registry.ts'
import type { Mistake } from '../replay/mistake.test-support.ts'
import { splitOf } from '../replay/mistake.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { schemaOfMistakes, tellMistakeAtOnce } from './mistake-at-once.test-support.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(schemaOfMistakes)
})
afterAll(() => server?.stop())

/** Each mistake that only shows when several write at once. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'the-relay-reads-beyond-what-is-running': {
    runtime: {
      file: 'relay/read-horizon.ts',
      from: `pg_snapshot_xmin(pg_current_snapshot())::text AS horizon`,
      to: `pg_snapshot_xmax(pg_current_snapshot())::text AS horizon`,
    },
  },
  'versions-are-given-in-advance': {
    sql: { from: /CREATE SEQUENCE fountain_split\.version CACHE 1/, to: 'CREATE SEQUENCE fountain_split.version CACHE 20' },
  },
  'the-closing-guard-does-not-lock': {
    sql: { from: /(WHERE s\.key1 = NEW\.\w+) FOR KEY SHARE/g, to: '$1' },
  },
  'the-voter-does-not-lock-the-key': {
    sql: { from: /(WHERE s\.key1 = \w+_judge_release\.key1) FOR UPDATE/g, to: '$1' },
  },
  'a-key-may-change-while-it-is-voted-on': {
    sql: { from: /CREATE TRIGGER "~fountain_split_1_person_id_change_waits"[^;]*;/, to: '' },
  },
}

const only = process.env['ONLY']

test('without a mistake everything has an order, whatever breaks', { timeout: 240_000 }, async () => {
  const { lines, summary } = await tellMistakeAtOnce(server, split, { faults: faults.map(({ id }) => id), operations: Number(process.env['OPS'] ?? 150) }, Number(process.env['SEED'] ?? 1))
  console.log(summary)
  expect(lines).toEqual([])
})

describe('a mistake that shows when several write at once is told by a short program', () => {
  test.each(Object.keys(mistakes).filter((name) => only === undefined || only === name))('%s', { timeout: 240_000 }, async (name) => {
    const { lines, summary } = await tellMistakeAtOnce(server, split, mistakes[name]!)
    console.log(name, summary, lines.join('\n'))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.length).toBeLessThan(30)
  })
})
