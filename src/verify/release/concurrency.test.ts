import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE shop.basket (id serial PRIMARY KEY, owner integer REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.invoice (id serial PRIMARY KEY, payer integer REFERENCES people.person ON DELETE RESTRICT);
  CREATE TABLE mail.letter (id serial PRIMARY KEY, receiver integer REFERENCES people.person);`

const services = ['people', 'shop', 'mail']
const keys = 12
/** So many releases, by workers that are processes of their own and are killed; none: a sample, and connections are cut only. */
const many = Number(process.env['FOUNTAIN_RELEASES'] ?? 0)
/** It goes on until enough of everything happened, but no longer. */
const longest = many > 0 ? 3_600_000 : 15_000
const enough =
  many > 0
    ? { written: 10 * many, turnedAway: many / 10, released: many, refused: many / 4, cut: many / 4, killed: many / 10, looks: many } // prettier-ignore
    : { written: 30, turnedAway: 1, released: 2, refused: 1, cut: 3, killed: 0, looks: 10 }
const references = [
  ['shop', 'shop.basket', 'owner'],
  ['shop', 'shop.invoice', 'payer'],
  ['mail', 'mail.letter', 'receiver'],
] as const

let server: ScratchServer
let split: RunningSplit
const pools = new Map<string, pg.Pool>()

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, services, { timeout: 2000 })
  for (const service of services) pools.set(service, new pg.Pool({ connectionString: split.urlOf(service), max: 4 }))
  await split.query('people', `INSERT INTO people.person SELECT generate_series(1, ${keys})`)
  await split.untilKeys('shop', 'people_person_id', keys)
  await split.untilKeys('mail', 'people_person_id', keys)
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

const anyKey = () => 1 + Math.floor(Math.random() * keys)

/** Rows that stood before and after a look at the referenced keys stood at that look, and so must their keys: ids are never used twice. */
async function findOrphans(): Promise<string[]> {
  const read = () =>
    Promise.all(
      references.map(async ([service, relation, column]) =>
        (await rowsOf(service, `SELECT id, ${column} FROM ${relation} WHERE ${column} IS NOT NULL`)).map(
          ([id, key]) => `${relation} ${String(id)} names ${String(key)}`,
        ),
      ),
    )
  const before = (await read()).flat()
  const alive = new Set((await rowsOf('people', 'SELECT id FROM people.person')).map(([id]) => String(id)))
  const after = new Set((await read()).flat())
  return before.filter((row) => after.has(row) && !alive.has(row.slice(row.lastIndexOf(' ') + 1)))
}

test(
  'at no instant does a row name a key that is not there, while rows come and go, keys are released and used again, and connections are cut',
  { timeout: longest + 120_000 },
  async () => {
    const counts = { written: 0, turnedAway: 0, released: 0, refused: 0, other: 0, cut: 0, killed: 0, looks: 0 }
    const [orphans, unexpected]: [string[], string[]] = [[], []]
    const began = Date.now()
    const goesOn = () =>
      Date.now() - began < longest &&
      Object.entries(enough).some(([what, least]) => counts[what as keyof typeof enough] < least)
    const repeat = async (act: () => Promise<void>) => {
      while (goesOn()) await act()
    }
    const write = async () => {
      const [service, relation, column] = references[Math.floor(Math.random() * references.length)]!
      try {
        await rowsOf(service, `INSERT INTO ${relation} (${column}) VALUES (${anyKey()})`)
        counts.written++
      } catch (error) {
        const { code } = error as { code: string }
        if (code === '23503') counts.turnedAway++
        else unexpected.push(code)
      }
      const id = anyKey()
      for (const [where, from, of] of references) await rowsOf(where, `DELETE FROM ${from} WHERE ${of} = ${id}`)
    }
    const ask = async () => {
      const id = anyKey()
      const { outcome } = await split.release('people', 'person_id', [id])
      if (outcome === 'released') counts.released++
      else if (outcome === 'refused') counts.refused++
      else counts.other++
      await rowsOf('people', `INSERT INTO people.person VALUES (${id}) ON CONFLICT DO NOTHING`)
    }
    const cut = async () => {
      const service = services[Math.floor(Math.random() * services.length)]!
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
      const service = services[Math.floor(Math.random() * services.length)]!
      workers.get(service)!.kill('SIGKILL')
      counts.killed++
      workers.set(service, spawnWorker(service))
      await pause(2000)
    }
    const look = async () => {
      orphans.push(...(await findOrphans()))
      counts.looks++
    }
    if (many > 0) await Promise.all(services.map((each) => split.halt(each)))
    if (many > 0) for (const each of services) workers.set(each, spawnWorker(each))
    await Promise.all([write, write, ask, ask, ask, ask, cut, look, ...(many > 0 ? [kill] : [])].map(repeat))
    for (const each of workers.values()) each.kill('SIGKILL')
    if (many > 0) await Promise.all(services.map((each) => split.start(each)))
    await eventually(async () => {
      expect(await rowsOf('people', `SELECT id FROM fountain_split.release_request WHERE state = 'open'`)).toEqual([])
    })
    await split.atRest()
    process.stdout.write(`${JSON.stringify(counts)}\n`)
    expect(unexpected).toEqual([])
    expect([...orphans, ...(await findOrphans())]).toEqual([])
    for (const [what, least] of Object.entries(enough))
      expect(counts[what as keyof typeof enough], what).toBeGreaterThanOrEqual(least)
  },
)
