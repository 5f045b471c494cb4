import { readFileSync } from 'node:fs'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReleaseOutcome, Service } from '../../runtime/index.ts'
import { NotYet, startService } from '../../runtime/index.ts'
import { sleep } from '../../runtime/wake-up.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Engine, ReleaseSteps } from './own-engine.test-support.ts'
import { release as releaseBy, releaseSteps, remind } from './own-engine.test-support.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { runSplit } from './running-split.test-support.ts'
import { restrictCode } from '../references/restrict-code.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

/**
 * People take badges of their own service along, to which the door's entries refer, and baskets of the shop, whose lines the post's
 * parcels refer to. The door's visits name two badges; of two people each other's hosts, both go with one.
 */
const schema = `
  CREATE SCHEMA people; CREATE SCHEMA door; CREATE SCHEMA shop; CREATE SCHEMA post;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE people.badge (id serial PRIMARY KEY, person integer NOT NULL REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.basket (id serial PRIMARY KEY, owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.line (id serial PRIMARY KEY, basket integer NOT NULL REFERENCES shop.basket ON DELETE CASCADE);
  CREATE TABLE post.parcel (id integer PRIMARY KEY, line integer CONSTRAINT parcel_line REFERENCES shop.line ON DELETE RESTRICT);
  CREATE TABLE door.entry (id integer PRIMARY KEY, badge integer CONSTRAINT entry_badge REFERENCES people.badge);
  CREATE TABLE door.visit (
    id integer PRIMARY KEY,
    guest integer NOT NULL CONSTRAINT visit_guest REFERENCES people.badge ON DELETE CASCADE,
    host integer NOT NULL CONSTRAINT visit_host REFERENCES people.badge DEFERRABLE INITIALLY DEFERRED
  );
  ALTER TABLE people.person ADD hamper integer CONSTRAINT person_hamper REFERENCES shop.basket ON DELETE CASCADE;`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['people', 'door', 'shop', 'post'])
  await split.query('people', 'INSERT INTO people.person SELECT generate_series(1, 20)')
  await split.query('people', 'INSERT INTO people.badge SELECT id, 1 + id % 20 FROM generate_series(1, 60) AS id')
  await split.untilKeys('shop', 'people_person_id', 20)
  await split.untilKeys('door', 'people_badge_id', 60)
  await split.query('shop', 'INSERT INTO shop.basket SELECT id, id FROM generate_series(1, 20) AS id')
  await split.query('shop', 'INSERT INTO shop.line SELECT id, 1 + id % 20 FROM generate_series(1, 40) AS id')
  await split.untilKeys('post', 'shop_line_id', 40)
  await split.untilKeys('people', 'shop_basket_id', 20)
}, 120_000)
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const release = (id: number): Promise<ReleaseOutcome> => split.release('people', 'person_id', [id])
const countOf = async (service: string, sql: string) => (await split.query(service, `SELECT count(*)::int FROM ${sql}`))[0]![0] // prettier-ignore
/** What is left of a person: the row, badges, baskets, lines. */
const leftOf = async (id: number) => [
  await countOf('people', `people.person WHERE id = ${id}`),
  await countOf('people', `people.badge WHERE person = ${id}`),
  await countOf('shop', `shop.basket WHERE owner = ${id}`),
  await countOf('shop', `shop.line WHERE basket = ${id}`),
]

describe('rows that go along, and to which further services refer', () => {
  test('all go when all agree, and nobody keeps their keys', async () => {
    expect(await leftOf(1)).toEqual([1, 3, 1, 2])
    expect(await release(1)).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(1)).toEqual([0, 0, 0, 0])
    expect(await countOf('door', 'fountain_split.people_badge_id_replica')).toBe(57)
    expect(await countOf('post', 'fountain_split.shop_line_id_replica')).toBe(38)
  })

  test.each([
    ['refers to what goes along in the key’s own service', 'door', 'INSERT INTO door.entry VALUES (1, 1)', 'entry_badge', '23503'], // prettier-ignore
    ['refers to what goes along in the service that votes', 'post', 'INSERT INTO post.parcel VALUES (1, 1)', 'parcel_line', restrictCode], // prettier-ignore
  ])('all stay when a further service %s', async (_, service, sql, constraint, code) => {
    await split.query(service, sql)
    expect(await release(2)).toMatchObject({ outcome: 'refused', service, constraint, code })
    await split.atRest()
    expect(await leftOf(2)).toEqual([1, 3, 1, 2])
    // Everything is open again.
    await split.query('door', 'INSERT INTO door.entry VALUES (2, 21)')
    await split.query('post', 'INSERT INTO post.parcel VALUES (2, 21)')
    await split.query('door', 'DELETE FROM door.entry')
    await split.query('post', 'DELETE FROM post.parcel')
  })

  test('keys that go together are judged together: what hangs on both refuses neither', async () => {
    await split.query('door', 'INSERT INTO door.visit VALUES (1, 2, 22), (2, 22, 2), (3, 2, 2)')
    expect(await release(3)).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(3)).toEqual([0, 0, 0, 0])
    expect(await countOf('door', 'door.visit')).toBe(0)
    await split.query('door', 'INSERT INTO door.visit VALUES (4, 4, 3)')
    expect(await release(4)).toMatchObject({ outcome: 'refused', constraint: 'visit_host' })
    expect(await release(5)).toMatchObject({ outcome: 'released' })
    expect(await countOf('door', 'door.visit')).toBe(0)
    await split.atRest()
  })
})

describe('circles', () => {
  test('a release that comes by its own key again goes on, and takes the circle along', async () => {
    await split.query('people', 'UPDATE people.person SET hamper = id WHERE id IN (6, 7)')
    expect(await release(6)).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(6)).toEqual([0, 0, 0, 0])
    expect(await countOf('people', 'fountain_split.shop_basket_id_replica WHERE id = 6')).toBe(0)
    await split.query('post', 'INSERT INTO post.parcel VALUES (3, 6)')
    expect(await release(7)).toMatchObject({ outcome: 'refused', constraint: 'parcel_line' })
    await split.atRest()
    expect(await leftOf(7)).toEqual([1, 3, 1, 2])
  })

  test('of two that cross one gives way, and both are answered', async () => {
    await split.query('people', 'UPDATE people.person SET hamper = 19 - id WHERE id IN (9, 10)')
    const answers = await Promise.all([release(9), split.release('shop', 'basket_id', [9]), release(10)])
    for (const { outcome } of answers) expect(['released', 'gone']).toContain(outcome)
    await split.atRest()
    expect([await leftOf(9), await leftOf(10)]).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ])
  })

  test('a service that is down meanwhile does its part when it is back', async () => {
    await split.halt('post')
    expect(await split.release('people', 'person_id', [11], { patience: 500 })).toMatchObject({ outcome: 'undecided' })
    expect(await leftOf(11)).toEqual([1, 3, 1, 2])
    const outcome = release(11)
    await split.restart('shop')
    await split.start('post')
    expect(await outcome).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(11)).toEqual([0, 0, 0, 0])
  })
})

describe('driven by an engine of the user’s, in place of our worker', () => {
  const services = ['people', 'door', 'shop', 'post'] as const
  const running: Service[] = []
  const pools: pg.Pool[] = []
  const steps = new Map<string, ReleaseSteps>()
  const stop = new AbortController()
  const reminding: Promise<void>[] = []

  beforeAll(async () => {
    for (const service of services) {
      await split.halt(service)
      const settings = split.settingsOf(service)
      running.push(await startService({ ...settings, release: false }))
      const pool = testPool(String(settings.database))
      pools.push(pool)
      steps.set(service, releaseSteps(settings.description, pool))
    }
    for (const service of services) reminding.push(remind(makeEngine(), service).catch(() => {}))
  })
  afterAll(async () => {
    stop.abort()
    await Promise.all(reminding)
    await Promise.all([...running.map((service) => service.stop()), ...pools.map((pool) => pool.end())])
  })

  /** Calls until it succeeds. What was done is forgotten now and then, as where the engine ends before it has kept it, and done again. */
  function makeEngine(forgets = () => false): Engine {
    return {
      async call(service, name, ...given) {
        const step = steps.get(service)![name] as (...all: unknown[]) => unknown
        for (;;) {
          if (stop.signal.aborted) throw new Error('the engine ends')
          try {
            const result = await step(...given)
            if (!forgets()) return result as never
          } catch (error) {
            if (!(error instanceof NotYet)) throw error
          }
          await sleep(20, stop.signal)
        }
      },
      sleep: (milliseconds) => sleep(milliseconds / 20, stop.signal),
    }
  }
  const request = async (id: number) => String((await split.query('people', `SELECT fountain_split.person_id_request_release(${id})`))[0]![0]) // prettier-ignore

  const byEngine = async (id: number) => releaseBy(makeEngine(), 'people', await request(id))

  test('all go when all agree, and stay when one refuses', async () => {
    expect(await byEngine(12)).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(12)).toEqual([0, 0, 0, 0])
    await split.query('post', 'INSERT INTO post.parcel VALUES (13, 12)')
    expect(await byEngine(13)).toMatchObject({ outcome: 'refused', service: 'post', constraint: 'parcel_line' })
    await split.atRest()
    expect(await leftOf(13)).toEqual([1, 3, 1, 2])
  })

  test('also where what was done is done again', async () => {
    let calls = 0
    expect(
      await releaseBy(
        makeEngine(() => ++calls % 2 === 1),
        'people',
        await request(14),
      ),
    ).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await leftOf(14)).toEqual([0, 0, 0, 0])
  })

  test('and what an engine lost is said again', async () => {
    const id = await request(15)
    // It ends with all letters; and later with those in which the shop asks about lines that go along.
    await steps.get('people')!.next(id)
    const engine = makeEngine()
    let lost = false
    const losing: Engine = {
      ...engine,
      async call(service, name, ...given) {
        const result = await engine.call(service, name, ...given)
        if (service !== 'shop' || name !== 'receive' || lost) return result as never
        lost = true
        return [] as never
      },
    }
    expect(await releaseBy(losing, 'people', id)).toMatchObject({ outcome: 'released' })
    expect(lost).toBe(true)
    await split.atRest()
  })

  test('the page has the example that was tried here', () => {
    const page = readFileSync('docs/release-saga.md', 'utf8')
    const tried = readFileSync('src/verify/release/own-engine.test-support.ts', 'utf8')
    expect(page).toContain('```ts\n' + tried.replaceAll('../../runtime/index.ts', 'fountain-split/runtime') + '```')
  })
})
