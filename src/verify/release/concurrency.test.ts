import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type pg from 'pg'
import type { ChangeOutcome, ReleaseOutcome } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE shop.basket (id serial PRIMARY KEY, owner integer REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.invoice (id serial PRIMARY KEY, payer integer REFERENCES people.person ON DELETE RESTRICT);
  CREATE TABLE mail.letter (id serial PRIMARY KEY, receiver integer REFERENCES people.person);
  CREATE TABLE people.room (code text PRIMARY KEY);
  CREATE TABLE shop.booking (id serial PRIMARY KEY, room text REFERENCES people.room ON UPDATE RESTRICT);
  CREATE TABLE shop.sign (id serial PRIMARY KEY, room text REFERENCES people.room ON DELETE CASCADE ON UPDATE CASCADE);
  CREATE TABLE mail.notice (id serial PRIMARY KEY, room text REFERENCES people.room);
  CREATE TABLE shop.shelf (id serial, room text PRIMARY KEY REFERENCES people.room ON DELETE CASCADE ON UPDATE CASCADE);
  CREATE TABLE mail.slot (id serial PRIMARY KEY, shelf text REFERENCES shop.shelf ON UPDATE CASCADE, CHECK (shelf <> 'none'));`

const services = ['people', 'shop', 'mail']
/** So many releases, by workers that are processes of their own and are killed; none: a sample, and connections are cut only. */
const many = Number(process.env['FOUNTAIN_RELEASES'] ?? 0)
const keys = many > 0 ? 60 : 12
/** Clients of each kind. */
const clients = many > 0 ? 12 : 2
/** It goes on until enough of everything happened, but no longer. */
const longest = many > 0 ? 3_600_000 : 40_000
const enough =
  many > 0
    ? { written: 10 * many, turnedAway: many / 10, released: many, changed: many / 2, refused: many / 4, cut: many / 4, killed: many / 10, looks: many } // prettier-ignore
    : { written: 30, turnedAway: 1, released: 2, changed: 1, refused: 1, cut: 3, killed: 0, looks: 10 }
const references = [
  ['shop', 'shop.basket', 'owner', 'person'],
  ['shop', 'shop.invoice', 'payer', 'person'],
  ['mail', 'mail.letter', 'receiver', 'person'],
  ['shop', 'shop.booking', 'room', 'room'],
  ['shop', 'shop.sign', 'room', 'room'],
  ['mail', 'mail.notice', 'room', 'room'],
  ['shop', 'shop.shelf', 'room', 'room'],
  ['mail', 'mail.slot', 'shelf', 'shelf'],
] as const
type Kind = (typeof references)[number][3]
/** They follow a change of their key, which is after the decision and before the row itself changes; a shelf changes its own along. */
const following = ['shop.sign', 'shop.shelf']

let server: ScratchServer
let split: RunningSplit
const pools = new Map<string, pg.Pool>()

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, services, { timeout: 2000 })
  for (const service of services) pools.set(service, testPool(split.urlOf(service), 2 * clients))
  await split.query('people', `INSERT INTO people.person SELECT generate_series(1, ${keys})`)
  await split.query('people', `INSERT INTO people.room SELECT 'r' || generate_series(1, ${keys / 2})`)
  for (const service of ['shop', 'mail']) {
    await split.untilKeys(service, 'people_person_id', keys)
    await split.untilKeys(service, 'people_room_code', keys / 2)
  }
}, 120_000)
afterAll(async () => {
  await Promise.all([...pools.values()].map((pool) => pool.end()))
  await split?.stop()
  await server?.stop()
})

const rowsOf = async (service: string, sql: string) =>
  (await pools.get(service)!.query<unknown[]>({ text: sql, rowMode: 'array' })).rows
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** The built runtime in a process of its own. */
function spawnWorker(service: string): ChildProcess {
  const code = `import { startService } from './dist/runtime.js'; await startService(JSON.parse(process.argv[1]))`
  const words = ['--input-type=module', '--eval', code, JSON.stringify(split.settingsOf(service))]
  return spawn(process.execPath, words, { stdio: 'ignore' })
}

const below = (count: number) => Math.floor(Math.random() * count)
/** Rooms have half of the names that there are. */
const anyKey = (of: Kind) => (of === 'person' ? String(1 + below(keys)) : `r${1 + below(keys)}`)

/**
 * Rows that stood before and after a look at the referenced keys stood at that look, and so must their keys: ids are never used
 * twice. What follows a change may have its new key while that is under way.
 */
async function findOrphans(): Promise<string[]> {
  const read = async () => {
    const found = references.map(async ([service, relation, column, of]) => {
      const rows = await rowsOf(service, `SELECT id, ${column} FROM ${relation} WHERE ${column} IS NOT NULL`)
      return rows.map(([id, key]) => `${relation} ${String(id)} names ${of} ${String(key)}`)
    })
    return (await Promise.all(found)).flat()
  }
  const before = await read()
  const looked = await Promise.all([
    rowsOf(
      'people',
      `SELECT 'person ' || id FROM people.person UNION ALL SELECT 'room ' || code FROM people.room
       UNION ALL SELECT f || ' room ' || key1 FROM fountain_split.room_code_register, unnest('{${following.join()}}'::text[]) AS f WHERE closing IS NOT NULL`,
    ),
    rowsOf(
      'shop',
      `SELECT 'shelf ' || room FROM shop.shelf
       UNION ALL SELECT 'mail.slot shelf ' || key1 FROM fountain_split.shelf_room_register WHERE closing IS NOT NULL`,
    ),
  ])
  const alive = new Set(looked.flat(2))
  const after = new Set(await read())
  return before.filter((row) => {
    const [relation, , , of, key] = row.split(' ') as [string, string, string, string, string]
    const isThere = alive.has(`${of} ${key}`) || alive.has(`${relation} ${of} ${key}`)
    return after.has(row) && !isThere
  })
}

test(
  'at no instant does a row name a key that is not there, while rows come and go, keys are released, changed and used again, and connections are cut',
  { timeout: longest + 120_000 },
  async () => {
    const counts = {
      written: 0,
      turnedAway: 0,
      released: 0,
      changed: 0,
      refused: 0,
      other: 0,
      cut: 0,
      killed: 0,
      looks: 0,
    }
    const [orphans, unexpected]: [string[], string[]] = [[], []]
    const began = Date.now()
    const goesOn = () =>
      Date.now() - began < longest &&
      Object.entries(enough).some(([what, least]) => counts[what as keyof typeof enough] < least)
    const repeat = async (act: () => Promise<void>) => {
      while (goesOn()) await act()
    }
    const write = async () => {
      const [service, relation, column, of] = references[below(references.length)]!
      try {
        await rowsOf(service, `INSERT INTO ${relation} (${column}) VALUES ('${anyKey(of)}') ON CONFLICT DO NOTHING`)
        counts.written++
      } catch (error) {
        const { code } = error as { code: string }
        // The gate of a release by which a slot may be refused its new name.
        if (code === '23503' || code === '40001') counts.turnedAway++
        else unexpected.push(code)
      }
      await forget(of, anyKey(of))
    }
    const forget = async (of: Kind, key: string) => {
      for (const [where, from, name, to] of references) {
        // A shelf goes with its room.
        if (to !== of || from === 'shop.shelf') continue
        await rowsOf(where, `DELETE FROM ${from} WHERE ${name} = '${key}'`).catch(({ code }: { code: string }) => {
          if (code !== '40001') unexpected.push(code)
        })
      }
    }
    const count = ({ outcome, ...more }: ReleaseOutcome | ChangeOutcome) => {
      if (outcome === 'released' || outcome === 'changed' || outcome === 'refused') counts[outcome]++
      else counts.other++
      if (outcome === 'undecided') unexpected.push(`nobody answered ${JSON.stringify(more)}`)
    }
    const make = (row: string) => rowsOf('people', `INSERT INTO people.${row} ON CONFLICT DO NOTHING`)
    const ask = async () => {
      const id = anyKey('person')
      count(await split.release('people', 'person_id', [id]))
      await make(`person VALUES (${id})`)
    }
    const askChange = async () => {
      const there = (await rowsOf('people', 'SELECT code FROM people.room ORDER BY random()')).flat().map(String)
      const [from = 'r1', other = 'r2'] = there
      // Mostly a name that is free.
      const wanted = anyKey('room')
      const to = there.includes(wanted) && below(4) > 0 ? anyKey('room') : wanted === from ? other : wanted
      if (below(2) > 0) await forget('room', from)
      if (below(2) > 0) await forget('shelf', from)
      try {
        if (from !== to) count(await split.change('people', 'room_code', [from], [to]))
        // Now and then one goes, and another comes.
        if (below(4) > 0) return
        count(await split.release('people', 'room_code', [from]))
        await make(`room VALUES ('${anyKey('room')}')`)
      } catch (error) {
        // Somebody else asks for something else with the same key, or is to have it.
        const { code } = error as { code: string }
        if (code !== '55006') unexpected.push(code)
      }
    }
    const cut = async () => {
      const service = services[below(services.length)]!
      const found = await rowsOf(
        service,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND usename LIKE '%_split_runtime' ORDER BY random() LIMIT 1`,
      )
      counts.cut += found.length
      await pause(500)
    }
    const workers = new Map<string, ChildProcess>()
    const kill = async () => {
      const service = services[below(services.length)]!
      workers.get(service)!.kill('SIGKILL')
      counts.killed++
      workers.set(service, spawnWorker(service))
      // It is to get somewhere before the next one is struck.
      await pause(5000)
    }
    const look = async () => {
      orphans.push(...(await findOrphans()))
      counts.looks++
    }
    if (many > 0) await Promise.all(services.map((each) => split.halt(each)))
    if (many > 0) for (const each of services) workers.set(each, spawnWorker(each))
    await Promise.all(
      [write, write, ask, ask, askChange, askChange, cut, look, ...(many > 0 ? [kill] : [])].map(repeat),
    )
    for (const each of workers.values()) each.kill('SIGKILL')
    if (many > 0) await Promise.all(services.map((each) => split.start(each)))
    await eventually(async () => {
      expect(await rowsOf('people', `SELECT id FROM fountain_split.release_request WHERE state = 'open'`)).toEqual([])
    })
    await split.atRest()
    for (const [service, key, owner, column, relation] of [
      ...['shop', 'mail'].map((each) => [each, 'person_id', 'people', 'id', 'person'] as const),
      ...['shop', 'mail'].map((each) => [each, 'room_code', 'people', 'code', 'room'] as const),
      ['mail', 'shelf_room', 'shop', 'room', 'shelf'] as const,
    ])
      await eventually(async () => {
        const replica = await rowsOf(service, `SELECT ${column} FROM fountain_split.${owner}_${key}_replica ORDER BY 1`)
        expect(replica).toEqual(await rowsOf(owner, `SELECT ${column} FROM ${owner}.${relation} ORDER BY 1`))
      })
    process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(unexpected).toEqual([])
    expect([...orphans, ...(await findOrphans())]).toEqual([])
    for (const [what, least] of Object.entries(enough))
      expect(counts[what as keyof typeof enough], what).toBeGreaterThanOrEqual(least)
  },
)
