import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { GeneratedServices } from '../verify/references/generated-services.test-support.ts'
import { makeGenerated } from '../verify/references/generated-services.test-support.ts'
import { withClient } from '../verify/references/split-pair.test-support.ts'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { projectFolder, runCli } from './run-cli.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA alone;
  CREATE TABLE people.person (id integer PRIMARY KEY, name text);
  CREATE TABLE shop.basket (id integer PRIMARY KEY, owner integer REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
  CREATE TABLE alone.island (id integer PRIMARY KEY);`
const config = `
source: schema.sql
services:
  people: { database: '\${PEOPLE_URL}' }
  shop: { database: '\${SHOP_URL}' }
`

let server: ScratchServer
let split: GeneratedServices
let folder = ''
let environment: Record<string, string> = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fountain-split-relay-'))
  writeFileSync(join(folder, 'schema.sql'), schema)
  writeFileSync(join(folder, 'fountain-split.yaml'), config)
  server = await startScratchServer()
  split = await makeGenerated(server, schema)
  environment = { PEOPLE_URL: split.urls['people']!, SHOP_URL: split.urls['shop']! }
})
afterAll(async () => {
  await split?.drop()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const run = (words: readonly string[], env: Record<string, string> = environment) => runCli(words, { cwd: folder, env })
const query = (service: string, sql: string) =>
  withClient(
    split.databases[service]!.url,
    async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows,
  )
const baskets = () => query('shop', 'SELECT id, owner FROM shop.basket ORDER BY id')
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

/** A relay that runs until it is ended. */
function startRelay(service: string) {
  const child = spawn(process.execPath, [`${projectFolder}bin/fountain-split.js`, 'relay', '--service', service], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)))
  return {
    said,
    end: (signal: NodeJS.Signals) => {
      child.kill(signal)
      return ended
    },
  }
}

describe('relay', () => {
  test('runs a service from the configuration alone; one that was killed catches up, and a signal ends it gracefully', async () => {
    await query('people', `INSERT INTO people.person VALUES (1, 'Ann'), (2, 'Ben'), (3, 'Cid')`)
    const people = startRelay('people')
    let shop = startRelay('shop')
    await eventually(async () => void (await query('shop', 'INSERT INTO shop.basket VALUES (1, 1), (2, 2), (3, 3)')))
    await query('people', 'DELETE FROM people.person WHERE id = 1')
    await eventually(async () => expect(await baskets()).toEqual([[2, 2], [3, 3]])) // prettier-ignore
    await shop.end('SIGKILL')
    await query('people', 'DELETE FROM people.person WHERE id = 2; UPDATE people.person SET id = 7 WHERE id = 3')
    shop = startRelay('shop')
    await eventually(async () => expect(await baskets()).toEqual([[3, 7]]))
    expect(await shop.end('SIGTERM')).toBe(0)
    expect(await people.end('SIGINT')).toBe(0)
    expect([shop.said.stdout, people.said.stdout]).toEqual(['', ''])
    expect(people.said.stderr).toMatch(/^\S+Z info {2}people: relay and consumer run$/m)
    expect(people.said.stderr).toMatch(/people: SIGINT, ends after what it is doing/)
    expect(people.said.stderr).toMatch(/people: \d+ events told, 0 transactions applied in all/)
    expect(shop.said.stderr).toMatch(/shop: 0 events told, \d+ transactions? applied in all/)
  })

  test('--once tells and applies what there is, and ends', async () => {
    await query('people', `INSERT INTO people.person VALUES (20, 'Dot'), (21, 'Eve')`)
    expect(await run(['relay', '--service', 'people', '--once'])).toMatchObject({ code: 0, stdout: '' })
    expect(await run(['relay', '--service', 'shop', '--once', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' })
    await query('shop', 'INSERT INTO shop.basket VALUES (20, 20)')
    await query('people', 'DELETE FROM people.person WHERE id = 20')
    for (const service of ['people', 'shop']) await run(['relay', '-s', service, '--once'])
    expect(await baskets()).not.toContainEqual([20, 20])
  })

  const hidden = 'postgres://people_split_runtime:se%3Acret@127.0.0.1:1/people'
  test.each([
    ['no service', [], {}, /required option '-s, --service <name>'/],
    ['an unknown one', ['-s', 'shpo'], {}, /there is no service shpo \[unknown-service\]\n\nhint: Did you mean shop\?/],
    [
      'one without references',
      ['-s', 'alone'],
      {},
      /service alone has no part .*\[nothing-to-run\]\n\nhint: .*people, shop/,
    ],
    [
      'a variable that is not set',
      ['-s', 'people'],
      { SHOP_URL: '' },
      /the environment has no SHOP_URL, for the database of shop \[missing-variable\]/,
    ],
    [
      'no URL',
      ['-s', 'people'],
      { SHOP_URL: 'mysql://me:se%3Acret@x/y' },
      /fountain-split\.yaml:5:11: services\.shop\.database is no postgres:\/\/ URL \[invalid-url\]/,
    ],
    [
      'nobody who listens',
      ['-s', 'people'],
      { PEOPLE_URL: hidden },
      /the database of people \(127\.0\.0\.1:1\/people\) cannot be reached: .*ECONNREFUSED.*\[no-connection\]/,
    ],
    [
      'nobody who listens there',
      ['-s', 'people', '--once'],
      { SHOP_URL: hidden.replace('people/', 'shop/') },
      /one of the databases of .* cannot be reached: .*\[no-connection\]/,
    ],
  ])('says what is wrong: %s', async (_, words, env, message) => {
    await query('people', `INSERT INTO people.person VALUES (30) ON CONFLICT DO NOTHING`)
    const { code, stdout, stderr } = await run(['relay', ...words], { ...environment, ...env })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/se%3Acret|se:cret|^\s+at /m)
  })

  test('says what is wrong: no database, no migrations, exchanged databases', async () => {
    const none = await runCli(['relay', 'schema.sql', '-s', 'shop', '--config', 'none.yaml'], { cwd: folder })
    expect(none.stderr).toContain('there is no configuration none.yaml')
    writeFileSync(join(folder, 'bare.yaml'), 'source: schema.sql\n')
    const bare = await run(['relay', '-s', 'shop', '--config', 'bare.yaml'])
    expect(bare).toMatchObject({ code: 2 })
    expect(bare.stderr).toMatch(/names no database of shop, people \[missing-database\]\n\nhint: .*services: \{ shop: \{ database: '\$\{SHOP_URL\}' \} \}/) // prettier-ignore
    const empty = await server.createDatabase('empty')
    const unprepared = await run(['relay', '-s', 'shop'], { ...environment, SHOP_URL: empty.url })
    await empty.drop()
    expect(unprepared.stderr).toMatch(/has no schema fountain_split: shop was not set up there \[no-home\]\n\nhint: Apply its migrations/) // prettier-ignore
    const exchanged = await run(['relay', '-s', 'shop'], { SHOP_URL: split.databases['people']!.url, PEOPLE_URL: split.databases['shop']!.url }) // prettier-ignore
    expect(exchanged.stderr).toMatch(/\[(?:missing-migration|other-service)\]/)
    expect([unprepared.code, exchanged.code]).toEqual([2, 2])
  })
})

describe('events', () => {
  test('lists what could not be applied, with its reason; replays it when the cause is mended', async () => {
    expect(await run(['events'])).toEqual({ code: 0, stdout: 'shop: nothing is parked\n', stderr: '' })
    await query('people', `INSERT INTO people.person VALUES (40), (41)`)
    for (const service of ['people', 'shop']) await run(['relay', '-s', service, '--once'])
    await query(
      'shop',
      `INSERT INTO shop.basket VALUES (40, 40);
      CREATE TABLE shop.invoice (basket integer CONSTRAINT "invoiced!" REFERENCES shop.basket); INSERT INTO shop.invoice VALUES (40)`,
    )
    await query('people', `DELETE FROM people.person WHERE id = 40`)
    await run(['relay', '-s', 'people', '--once'])
    const { code, stderr } = await run(['relay', '-s', 'shop', '--once'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/error parked: people\.person_id\.deleted 40: .*invoiced!/)

    const listed = await run(['events', '--service', 'shop'])
    expect(listed).toMatchObject({ code: 0, stderr: '' })
    expect(listed.stdout).toMatch(/^shop: 1 transaction parked\n {2}people\.person_id\.deleted 40\n {4}update or delete on table "basket"[^]*"invoiced!"[^]*from people, transaction \d+ \(epoch 1\), 5 attempts, arrived/) // prettier-ignore
    for (const line of listed.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const json = await run(['events', '--format', 'json'])
    const made = JSON.parse(json.stdout)
    const check = formats.default(new Ajv2020()).compile(JSON.parse(readFileSync(`${projectFolder}schemas/events.schema.json`, 'utf8'))) // prettier-ignore
    expect([check(made), check.errors]).toEqual([true, null])
    expect(made.services).toMatchObject([{ service: 'shop', replayed: [], parked: [{ source: 'people', attempts: 5, events: [{ type: 'people.person_id.deleted', key: '40' }] }] }]) // prettier-ignore

    const wrong = await run(['events', '--replay', '41'])
    expect(wrong).toMatchObject({ code: 2, stdout: '' })
    expect(wrong.stderr).toContain('nothing is parked of the key 41 [not-parked]')

    await query('shop', 'DROP TABLE shop.invoice')
    const replayed = await run(['events', '--service', 'shop', '--replay', '40'])
    expect(replayed.stdout).toMatch(/^shop: 1 transaction will be tried again, by its consumer\n {2}people\.person_id\.deleted 40\n$/) // prettier-ignore
    expect(await baskets()).toContainEqual([40, 40])
    await run(['relay', '-s', 'shop', '--once'])
    expect(await baskets()).not.toContainEqual([40, 40])
    expect((await run(['events', '--replay', 'all'])).stdout).toBe('shop: nothing is parked\n')
  })

  test('of a service that keeps no keys there is nothing to list', async () => {
    expect(await run(['events', '--service', 'people'])).toEqual({ code: 0, stdout: 'No service keeps keys of another.\n', stderr: '' }) // prettier-ignore
  })
})
