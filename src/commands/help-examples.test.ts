import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMachinePrograms } from '../verify/scratch/machine-programs.ts'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { verbs } from './registry.ts'
import { projectFolder, runCli } from './run-cli.test-support.ts'

const shop = `
CREATE SCHEMA people;
CREATE TABLE people.person (id serial PRIMARY KEY, name text NOT NULL);
CREATE SCHEMA billing;
CREATE TABLE billing.invoice (id serial PRIMARY KEY, payer integer REFERENCES people.person ON DELETE CASCADE);
CREATE TABLE billing.line (invoice integer REFERENCES billing.invoice, number integer, PRIMARY KEY (invoice, number));
CREATE SCHEMA shop;
CREATE TABLE shop.article (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE shop.basket (id serial PRIMARY KEY, owner integer REFERENCES people.person ON DELETE CASCADE);
CREATE TABLE public.orders (id serial PRIMARY KEY, basket integer REFERENCES shop.basket ON DELETE CASCADE);
`
const services = '{ people: { schemas: [people] }, billing: { schemas: [billing] }, shop: { schemas: [shop, public] } }'

/** Examples that only make sense elsewhere, and where they are tried. */
const elsewhere: Record<string, string> = {
  'fountain-split init': 'init.test.ts, before a terminal',
  'fountain-split init structure.sql': 'init.test.ts, before a terminal',
  'fountain-split verify --replay fountain-split-story.json': 'verify.test.ts, with a story',
  'fountain-split relay --service shop': 'relay.test.ts, with databases',
  'fountain-split relay --service shop --once': 'relay.test.ts, with databases',
  'fountain-split relay --service shop --reconcile-every 3600': 'relay.test.ts, with databases',
  'fountain-split events': 'relay.test.ts, with databases',
  'fountain-split events --service shop': 'relay.test.ts, with databases',
  'fountain-split events --service shop --replay all': 'relay.test.ts, with databases',
  'fountain-split events --format json': 'relay.test.ts, with databases',
}
const wantsServer = /postgres:|pg_dump/
const hasDump = findMachinePrograms() !== undefined && spawnSync('pg_dump', ['--version']).status === 0

const helps = new Map<string, string[]>()
for (const id of ['', ...verbs.map((verb) => verb.id)]) {
  const { stdout } = await runCli([id, '--help'].filter((word) => word !== ''))
  const block = /\nExamples:\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? ''
  // Two blanks or more begin what is said of the example.
  helps.set(
    id,
    block.split('\n').flatMap((line) => (line === '' ? [] : [line.trim().split(/ {2,}/)[0]!])),
  )
}

let place = ''
let server: ScratchServer | undefined
let shopUrl = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-help-'))
  const seed = join(place, 'seed')
  await mkdir(join(seed, 'db/migrations'), { recursive: true })
  for (const file of ['structure.sql', 'dump.sql', 'db/structure.sql', 'db/migrations/0001_shop.sql'])
    await writeFile(join(seed, file), shop)
  await writeFile(join(seed, 'services.yaml'), `services: ${services}\n`)
  await mkdir(join(place, 'bin'))
  const shim = `#!/bin/sh\nexec '${process.execPath}' '${projectFolder}bin/fountain-split.js' "$@"\n`
  await writeFile(join(place, 'bin/fountain-split'), shim, { mode: 0o755 })
  const prepare = `
    printf '%s\\n' 'source: structure.sql' 'out: split' 'services: ${services}' > fountain-split.yaml
    fountain-split generate --quiet
    fountain-split lint --quiet --update-baseline --allow-additions --reason "there before"
    git init -q -b main . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm seed
    git update-ref refs/remotes/origin/main HEAD`
  const { code, talk } = await bash(prepare, seed)
  if (code !== 0) throw new Error(talk)
  if (!hasDump) return
  server = await startScratchServer({ origin: 'machine' })
  shopUrl = (await server.createDatabase('help')).url
  const client = new pg.Client(shopUrl)
  await client.connect()
  await client.query(shop)
  await client.end()
})
afterAll(async () => {
  await server?.stop()
  await rm(place, { recursive: true })
})

interface Ran {
  readonly code: number
  readonly talk: string
}

function bash(script: string, folder: string): Promise<Ran> {
  const env = { ...process.env, PATH: `${join(place, 'bin')}:${process.env['PATH']}` }
  return new Promise((resolve) => {
    execFile('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), talk: `${stdout}\n${stderr}` }),
    )
  })
}

/** Runs the line as pasted into bash, in a folder of its own. */
async function paste(line: string): Promise<Ran> {
  const folder = await mkdtemp(join(place, 'example-'))
  await cp(join(place, 'seed'), folder, { recursive: true })
  // Those that begin with a dump, or write the configuration, have none.
  if (/ init|structure\.sql --out|> fountain-split\.yaml/.test(line)) await rm(join(folder, 'fountain-split.yaml'))
  if (/ init|--allow-additions/.test(line)) await rm(join(folder, '.fountain-split-baseline.json'))
  if (/--out/.test(line)) await rm(join(folder, 'split'), { recursive: true })
  const here = line
    .replace(/postgres:\/\/(me@)?localhost\/postgres/, `${server?.url}/postgres`)
    .replace(/postgres:\/\/(me@)?localhost\/shop/, shopUrl)
    .replace('pg_dump --schema-only shop', `pg_dump --schema-only ${shopUrl}`)
    // What the checks find is verify's own test; they take their time.
    .replace(/^(fountain-split verify --only .*)$/, '$1 --operations 20 --time 10')
    .replace(/^(?=fountain-split verify)(?!.*--only)(.*)$/, '$1 --only loads-alone')
  return bash(here, folder)
}

describe.each([...helps])('the examples of %s', (_, lines) => {
  test('are there', () => expect(lines.length).toBeGreaterThan(0))

  const here = lines.filter((line) => !(line in elsewhere) && (hasDump || !wantsServer.test(line)))
  test.each(here.map((line) => [line]))('%s', async (line) => {
    const { code, talk } = await paste(line)
    expect({ code, talk }).toEqual({ code: 0, talk: expect.stringMatching(/[<>]|--output/.test(line) ? /^/ : /\S/) })
  })
})
