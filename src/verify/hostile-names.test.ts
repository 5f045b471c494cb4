import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transform } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import { quoteLiteral, quoteName } from '../core/identifier.ts'
import type { Artifact } from '../emit/artifact.ts'
import { isReplaced } from '../plan/is-replaced.ts'
import type { Service } from '../runtime/index.ts'
import { openService } from '../runtime/index.ts'
import { compileFiles } from './compile/compile-files.ts'
import { findCompiler } from './compile/find-compiler.ts'
import type { GeneratedServices } from './references/generated-services.test-support.ts'
import { makeGenerated } from './references/generated-services.test-support.ts'
import type { ScratchServer } from './scratch/scratch-server.ts'
import { startScratchServer } from './scratch/start-scratch-server.ts'

/** Each tries to get out of where names stand: a table, a file or a read of `globalThis.pwned` would tell that one did. */
const hostile = [
  `"; CREATE TABLE public.pwned (); --`,
  `'; CREATE TABLE public.pwned (); --`,
  `\nCREATE TABLE public.pwned (); --`,
  `\r\nglobalThis.pwned //`,
  '$body$; CREATE TABLE public.pwned (); $body$',
  '*/ globalThis.pwned /*',
  '${globalThis.pwned}` + globalThis.pwned + `',
  `' + globalThis.pwned + '" + globalThis.pwned + "`,
  '\\\' + globalThis.pwned //\\" \\',
  '\u2028globalThis.pwned\u2029 \u0085 \u202e',
  '`touch pwned` $(touch pwned) %s %I :x',
  '<img src=x onerror=alert(1)> [x](http://example.org) |',
  '- key: value\n#!/x {{ y }} &a *a !!js',
  '__proto__',
  'constructor',
  'Ünïcödé 日本 👩‍👩‍👧 e\u0301',
  'select',
  ' ',
  'x'.repeat(63),
  `${'x'.repeat(62)}y`,
  'é'.repeat(31),
]

const kept = 'kept\'"`touch pwned`$(touch pwned)\n*/${globalThis.pwned}//'
/** The same 63 bytes, as roles and databases have them. */
const long = ['ü'.repeat(31) + 'x', 'ü'.repeat(31) + 'xy'] as const
const schemas = { kept: `s'"; DROP SCHEMA public; --\n\`$(touch pwned)`, long: ['l'.repeat(63), `${'l'.repeat(62)}m`] as const } // prettier-ignore

const n = quoteName
/** A name made of a hostile one; the letter keeps kinds apart that share their names. */
const named = (letter: string, word: string) => n(letter + (Buffer.byteLength(word) > 60 ? word.slice(1) : word))

function referenced(word: string, at: number): string {
  const [schema, relation] = [n(schemas.kept), n(word)]
  const type = at % 3 === 1 ? `${schema}.${named('e', word)}` : 'text'
  return `
CREATE TYPE ${schema}.${named('e', word)} AS ENUM (${quoteLiteral(word)}, 'other');
CREATE DOMAIN ${schema}.${named('d', word)} AS varchar(80) CONSTRAINT ${relation} CHECK (VALUE <> '');
CREATE TABLE ${schema}.${relation} (
  ${relation} ${type} NOT NULL,
  ${named('b', word)} ${schema}.${named('d', word)} DEFAULT ${quoteLiteral(word)} CONSTRAINT ${named('c', word)} CHECK (${named('b', word)} <> ''),
  CONSTRAINT ${named('p', word)} PRIMARY KEY (${relation})
);
COMMENT ON TABLE ${schema}.${relation} IS ${quoteLiteral(word)};
COMMENT ON COLUMN ${schema}.${relation}.${relation} IS ${quoteLiteral(word)};
CREATE FUNCTION ${schema}.${named('f', word)}(${named('a', word)} text) RETURNS text LANGUAGE sql AS ${quoteLiteral(`SELECT ${quoteLiteral(word)}`)};
CREATE VIEW ${schema}.${named('v', word)} AS SELECT ${relation} AS ${named('w', word)} FROM ${schema}.${relation};`
}

function referencing(word: string, at: number, into: string): string {
  const [schema, relation] = [n(into), n(word)]
  const type = at % 3 === 1 ? `${n(schemas.kept)}.${named('e', word)}` : 'text'
  const action = at % 2 === 0 ? 'CASCADE' : 'SET NULL'
  return `
CREATE TABLE ${schema}.${relation} (id serial PRIMARY KEY, ${relation} ${type});
ALTER TABLE ${schema}.${relation} ADD CONSTRAINT ${relation} FOREIGN KEY (${relation})
  REFERENCES ${n(schemas.kept)}.${relation} ON DELETE ${action} ON UPDATE ${at % 4 === 3 ? 'RESTRICT' : 'CASCADE'};
CREATE INDEX ${named('i', word)} ON ${schema}.${relation} (id, ${relation});`
}

const source = [
  ...[schemas.kept, ...schemas.long].map((schema) => `CREATE SCHEMA ${n(schema)};`),
  ...hostile.map(referenced),
  ...hostile.map((word, at) => referencing(word, at, schemas.long[0])),
  ...hostile.slice(0, 3).map((word, at) => referencing(word, at, schemas.long[1])),
  // A guard of the service's own, and one that asks.
  `CREATE TABLE ${n(schemas.long[1])}.asked (a text REFERENCES ${n(schemas.kept)}.${n(hostile[0]!)} ON DELETE CASCADE ON UPDATE CASCADE);`,
  `CREATE TABLE ${n(schemas.long[1])}.looked (a text REFERENCES ${n(schemas.kept)}.${n(hostile[3]!)} ON DELETE CASCADE ON UPDATE CASCADE);`,
].join('\n')

const config = (layout: string) =>
  stringify({
    layout,
    services: {
      [kept]: { schemas: [schemas.kept] },
      [long[0]]: { schemas: [schemas.long[0]] },
      [long[1]]: { schemas: [schemas.long[1]] },
    },
    references: [
      ...hostile.flatMap((word, at) =>
        at % 4 === 3 ? [{ from: `${n(schemas.long[0])}.${n(word)}(${n(word)})`, update: 'refuse' }] : [],
      ),
      { from: `${n(schemas.long[1])}.asked(a)`, guard: 'api' },
      { from: `${n(schemas.long[1])}.looked(a)`, guard: 'application' },
    ],
  })

let server: ScratchServer
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(() => server?.stop())

describe.each(['databases', 'schemas'])('names that want out, in layout: %s', (layout) => {
  let split: GeneratedServices
  beforeAll(async () => {
    split = await makeGenerated(server, source, config(layout))
  }, 120_000)
  afterAll(() => split?.drop())

  const inEach = async <Result>(use: (client: pg.Client, service: string) => Promise<Result>) => {
    const results: Result[] = []
    for (const [service, { url }] of Object.entries(split.databases)) {
      const client = new pg.Client(url)
      await client.connect()
      try {
        results.push(await use(client, service))
      } finally {
        await client.end()
      }
    }
    return results
  }

  test('the SQL loads, and makes nothing but what it says', async () => {
    const counts = await inEach(async (client) => {
      const { rows } = await client.query(`SELECT count(*)::int AS n FROM pg_class WHERE relname = 'pwned'`)
      return rows[0].n as number
    })
    expect(counts).toEqual([0, 0, 0])
    const { plan } = split.split
    const replaced = plan.references.filter((reference) => isReplaced(reference))
    expect(replaced.length).toBeGreaterThanOrEqual(hostile.length + 3)
    expect(plan.services.map(({ relations }) => relations.length)).toEqual([hostile.length, hostile.length, 5]) // prettier-ignore
  })

  test('every file is what its name says, and runs nothing of a name', async () => {
    for (const { path, text } of split.artifacts) expect(await faultsOf(path, text), path).toEqual([])
    const files = split.artifacts.filter(({ path }) => path.endsWith('.ts'))
    expect(files.length).toBeGreaterThan(2)
    expect(await compileFiles(findCompiler(process.cwd())!, files, process.cwd())).toEqual([])
  }, 120_000)

  test('how to run it, pasted into a shell, runs nothing of a name', () => {
    const page = split.artifacts.find(({ path }) => path === 'README.md')!.text
    const block = /^(`{3,})sh\n([^]*?)\n\1$/m.exec(page)![2]!
    const folder = mkdtempSync(join(tmpdir(), 'refs-hostile-'))
    // bash itself speaks up about a locale that the machine does not have.
    const env = { ...process.env, LC_ALL: 'C' }
    const said = spawnSync('bash', ['-c', `psql() { echo psql >> ran; }; createdb() { echo createdb >> ran; }\n${block}`], { cwd: folder, env }) // prettier-ignore
    const made = readdirSync(folder)
    rmSync(folder, { recursive: true })
    expect({ status: said.status, stderr: said.stderr.toString(), made }).toEqual({
      status: 0,
      stderr: '',
      made: ['ran'],
    })
  })

  test('keys travel, whatever they and their relations are called', async () => {
    const services: Service[] = []
    for (const [service, description] of Object.entries(split.descriptions)) {
      const { [service]: database, ...others } = split.urls
      services.push(await openService({ description, database: database!, others }))
    }
    const settle = async () => {
      for (const service of [...services, ...services]) await service.drain()
    }
    const clients = new Map<string, pg.Client>()
    onTestFinished(async () => {
      await Promise.all([...clients.values()].map((client) => client.end()))
      await Promise.all(services.map((service) => service.stop()))
    })
    for (const [service, { url }] of Object.entries(split.databases)) {
      const client = new pg.Client(url)
      await client.connect()
      clients.set(service, client)
    }
    const there = clients.get(kept)!
    const here = clients.get(long[0])!
    await settle()
    for (const word of hostile)
      await there.query(`INSERT INTO ${n(schemas.kept)}.${n(word)} (${n(word)}) VALUES ($1)`, [word])
    await settle()
    for (const word of hostile)
      await here.query(`INSERT INTO ${n(schemas.long[0])}.${n(word)} (${n(word)}) VALUES ($1)`, [word])
    for (const word of hostile) await there.query(`DELETE FROM ${n(schemas.kept)}.${n(word)}`)
    await settle()
    for (const [at, word] of hostile.entries()) {
      const { rows } = await here.query(`SELECT ${n(word)} AS value FROM ${n(schemas.long[0])}.${n(word)}`)
      expect(rows, JSON.stringify(word)).toEqual(at % 2 === 0 ? [] : [{ value: null }])
    }
  }, 120_000)
})

/** By extension: a new kind of file needs a line here. */
const faults: Readonly<Record<string, (text: string) => string[] | Promise<string[]>>> = {
  sql: () => [],
  json: (text) => (JSON.parse(text) === undefined ? ['empty'] : []),
  yaml: (text) => parseDocument(text).errors.map(({ message }) => message),
  md: (text) => {
    const bare = text
      .replace(/^(`{3,})[^]*?^\1$/gm, '')
      .replace(/<code>.*?<\/code>/g, '')
      .replace(/`[^`\n]*`/g, '')
    const links = [...bare.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target!)
    return [...(bare.match(/<[a-z!/]/gi) ?? []), ...links.filter((target) => !/^(#|[\w./-]+\.md)/.test(target))]
  },
  ts: async (text) => {
    const { code } = await transform(text, {
      loader: 'ts',
      define: { 'globalThis.pwned': 'ranAsCode' },
      charset: 'utf8',
    })
    return code.includes('ranAsCode') ? ['a name became code'] : []
  },
}

function faultsOf(path: string, text: string): string[] | Promise<string[]> {
  const check = faults[path.slice(path.lastIndexOf('.') + 1)]
  return check === undefined ? [`nothing checks files like ${path}`] : check(text)
}

describe('the checks notice what they are for', () => {
  test.each([
    ['x.ts', 'export const a = `${globalThis.pwned}`'],
    ['x.md', 'text <img src=x>'],
    ['x.md', '[x](http://example.org)'],
    ['x.yaml', 'a: "'],
    ['x.exe', ''],
  ])('%s', async (path, text) => expect((await faultsOf(path, text)).length).toBeGreaterThan(0))
  test('and no more', async () => {
    const fine: Pick<Artifact, 'path' | 'text'>[] = [
      { path: 'x.ts', text: "export const a = '${globalThis.pwned}' // globalThis.pwned" },
      { path: 'x.md', text: '`<img>` [x](#there)' },
    ]
    for (const { path, text } of fine) expect(await faultsOf(path, text)).toEqual([])
  })
})
