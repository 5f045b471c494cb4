import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReferentialAction } from '../../emit/reference-sql/reference-value.ts'
import type { Envelope } from '../../runtime/index.ts'
import { Relay } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { histories, runHistory } from './history.test-support.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

const parents = 'CREATE TABLE parent (id int PRIMARY KEY)'
const children = 'CREATE TABLE child (n int PRIMARY KEY, id int)'
const start = 'INSERT INTO parent SELECT generate_series(1, 6)'
const startChildren = 'INSERT INTO child SELECT n, n % 6 + 1 FROM generate_series(1, 12) AS n'

/** The order in which envelopes arrive: a shuffle, some of them twice, in lots between which the consumer works. */
function arrivals(envelopes: readonly Envelope[], random: () => number): Envelope[][] {
  const repeated = envelopes.flatMap((envelope) => (random() < 0.3 ? [envelope, envelope] : [envelope]))
  const shuffled = repeated.map((envelope) => ({ envelope, at: random() })).toSorted((a, b) => a.at - b.at)
  const lots: Envelope[][] = [[]]
  for (const { envelope } of shuffled) {
    if (random() < 0.2) lots.push([])
    lots.at(-1)!.push(envelope)
  }
  return lots
}

async function collect(system: SplitSystem): Promise<Envelope[]> {
  const envelopes: Envelope[] = []
  const transport = { publish: async (batch: readonly Envelope[]) => void envelopes.push(...batch) }
  await new Relay({ pool: system.referenced, home: 'fountain_split', service: 'playwrights', transport }).drain()
  return envelopes
}

async function prepare(system: SplitSystem, monolith: pg.ClientBase): Promise<void> {
  await monolith.query('DELETE FROM child; DELETE FROM parent')
  await monolith.query(start)
  await monolith.query(startChildren)
  await system.referencing.query('DELETE FROM child')
  await system.referenced.query('DELETE FROM parent')
  await system.referenced.query(start)
  await system.consumer.receive(await collect(system))
  await system.consumer.drain()
  await system.referencing.query(startChildren)
}

type Checker = 'a native key' | 'a guard'
const actions: readonly (readonly [ReferentialAction, ReferentialAction])[] = [
  ['cascade', 'cascade'],
  ['set null', 'cascade'],
  ['cascade', 'set null'],
  ['set null', 'set null'],
]
const cases = (['a native key', 'a guard'] as const).flatMap((by: Checker) => actions.map((each) => [by, ...each] as const)) // prettier-ignore

describe('whatever happened on the referenced side, in whatever order it arrives, and twice', () => {
  test.each(cases)(
    'checked by %s, ON DELETE %s, ON UPDATE %s: the same rows as in one database',
    async (by, onDelete, onUpdate) => {
      const relation = { schema: 'public', name: 'child' }
      const system = await makeSystem(server, {
        key: referencedKey({ relation: { schema: 'public', name: 'parent' } }),
        references: [nativeReference({ relation, columns: [{ from: 'id', to: 'id' }], onDelete, onUpdate })],
        guarded: by === 'a guard',
        referencedSql: parents,
        referencingSql: children,
      })
      await system.referencing.query('CREATE SCHEMA monolith')
      const monolith = await system.referencing.connect()
      await monolith.query(`SET search_path = monolith; ${parents}; ${children};
        ALTER TABLE child ADD FOREIGN KEY (id) REFERENCES parent ON DELETE ${onDelete} ON UPDATE ${onUpdate}`)
      const writer = await system.referenced.connect()
      let compared = 0
      await fc.assert(
        fc.asyncProperty(histories, fc.infiniteStream(fc.nat({ max: 9999 })), async (history, stream) => {
          await prepare(system, monolith)
          const [there, here] = [await runHistory(writer, history), await runHistory(monolith, history)]
          // Which of several rows is updated first may decide whether a statement passes; PostgreSQL promises no order.
          fc.pre(JSON.stringify(there) === JSON.stringify(here))
          compared++
          const random = () => stream.next().value / 10_000
          for (const lot of arrivals(await collect(system), random)) {
            await system.consumer.receive(lot)
            await system.consumer.apply()
          }
          await system.consumer.drain()
          expect(await rowsOf(system.referencing, 'SELECT state, error FROM fountain_split.inbox')).toEqual([])
          const query = 'SELECT id FROM parent ORDER BY id'
          const replica =
            by === 'a guard'
              ? 'SELECT key1 FROM fountain_split.playwrights_playwright_id_state WHERE alive ORDER BY key1'
              : 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY id'
          expect(await rowsOf(system.referencing, replica)).toEqual(await rowsOf(system.referenced, query))
          const rows = 'SELECT n, id FROM child ORDER BY n'
          const expected = (await monolith.query({ text: rows, rowMode: 'array' })).rows
          expect(await rowsOf(system.referencing, rows)).toEqual(expected)
        }),
        { numRuns: Number(process.env['FOUNTAIN_HISTORIES'] ?? 25) },
      )
      expect(compared).toBeGreaterThan(15)
      writer.release()
      monolith.release()
      await system.stop()
    },
    600_000,
  )
})
