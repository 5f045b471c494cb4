import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import { FountainError } from './core/fountain-error.ts'
import { sourceFile } from './source/source-text.ts'
import type { Split } from './split.ts'
import { splitTexts } from './split.ts'
import { verify } from './index.ts'
import { checks } from './verify/check-registry.ts'
import { withClient } from './verify/load/with-client.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'
import type { Verdict } from './verify/verdict.ts'
import { proveArtifacts } from './verify-source.ts'

const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'nobody', CHECK (name <> ''));
CREATE FUNCTION people.tidy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.name := trim(NEW.name); RETURN NEW; END';
CREATE TRIGGER tidy BEFORE INSERT ON people.person FOR EACH ROW EXECUTE FUNCTION people.tidy();
CREATE TABLE shop.basket (
  id serial PRIMARY KEY,
  owner integer REFERENCES people.person ON DELETE CASCADE,
  payer integer REFERENCES people.person ON DELETE SET NULL
);
INSERT INTO people.person VALUES (1, 'Ann');
`

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(schema))], skipped: [] }
  split = await splitTexts(texts, { config: {}, file: undefined }, {})
})
afterAll(() => server?.stop())

/** The server of the tests, which goes on after a run. */
const borrowed = async (): Promise<ScratchServer> => ({ ...server, stop: async () => {} })

const prove = (artifacts: readonly Artifact[], made = checks): Promise<Verdict> =>
  proveArtifacts(borrowed, split, artifacts, { cwd: process.cwd(), checks: made, operations: 40 })

/** What is emitted, with one text, which must be there, replaced by another. */
function broken(found: RegExp, other: string): Artifact[] {
  let hits = 0
  const artifacts = emitSplit(split).map((artifact) => {
    const text = artifact.text.replace(found, () => (hits++, other))
    return { ...artifact, text }
  })
  expect(hits).toBeGreaterThan(0)
  return artifacts
}

const failed = ({ checks }: Verdict) => checks.filter(({ passed }) => passed === false).map(({ id }) => id)

test('what is emitted passes every check, in both layouts', { timeout: 240_000 }, async () => {
  const verdict = await prove(emitSplit(split))
  expect(verdict.checks.flatMap(({ details, notChecked }) => [...details, ...notChecked])).toEqual([])
  expect(verdict.checks.map(({ passed }) => passed)).toEqual(checks.map(() => true))
  const schemas: Split = { ...split, plan: { ...split.plan, layout: 'schemas' } }
  const other = await proveArtifacts(borrowed, schemas, emitSplit(schemas), {
    cwd: process.cwd(),
    checks,
    operations: 40,
  })
  expect(failed(other)).toEqual([])
})

describe('a mistake in what is emitted is told by the check that is there for it', () => {
  test.each<[string, RegExp, string, string[], RegExp]>([
    ['a column is missing', /, name text NOT NULL DEFAULT 'nobody', CHECK \(name <> ''\)/, '', ['loads-alone', 'catalogs-equal', 'obligations-fulfilled'], /column name of people.person is missing/], // prettier-ignore
    ['a trigger is missing', /CREATE TRIGGER tidy[^;]*;/, '', ['catalogs-equal'], /trigger tidy of people.person is missing/], // prettier-ignore
    ['a default is lost', / DEFAULT 'nobody'/, '', ['catalogs-equal'], /default name of people.person is missing/],
    ['a check is lost', /, CHECK \(name <> ''\)/, '', ['catalogs-equal'], /constraint person_name_check of people.person is missing/], // prettier-ignore
    ['a key towards another service was left in', /owner integer/, 'owner integer REFERENCES people.person', ['loads-alone', 'catalogs-equal', 'obligations-fulfilled'], /shop\/migrations\/0001_schema.sql:\d+: schema "people" does not exist|relation "people.person" does not exist/], // prettier-ignore
    ['a capturing trigger is left out', /CREATE TRIGGER "~fountain_split_1_person_id_deleted"[^;]*;/, '', ['obligations-fulfilled'], /people lacks trigger "~fountain_split_1_person_id_deleted" of people.person/], // prettier-ignore
    ['a native key has lost its ON DELETE', /ON DELETE SET NULL/, '', ['catalogs-equal'], /foreign key basket_payer_fkey of shop.basket/], // prettier-ignore
    ['nobody can follow a changed key', /DROP FUNCTION|CREATE FUNCTION fountain_split\.people_person_id_replay/, 'CREATE FUNCTION fountain_split.people_person_id_other', ['loads-alone', 'obligations-fulfilled'], /./], // prettier-ignore
    ['a key is not told', /aggregate: 'people\.person_id',(?=\n  key)/, "aggregate: 'people.person',", ['obligations-fulfilled'], /people lacks people\.person_id, to tell in events\.ts, for: publish-events by people/], // prettier-ignore
    ['a key is not followed', /aggregate: 'people\.person_id',(?=\n  home)/, "aggregate: 'people.person',", ['obligations-fulfilled'], /shop lacks people\.person_id, to follow in consumer\.ts, for: consume-events by shop/], // prettier-ignore
    ['nobody starts a service', /export function start\(/, 'function start(', ['obligations-fulfilled'], /lacks what starts (?:people|shop) in index\.ts/], // prettier-ignore
    ['events are not what their schema says', /"id": \{\s*"type": "string"\s*\}(?=,\s*"counts")/, '"id": { "type": "string", "pattern": "^7(41|57|63)$" }', ['contracts'], /people\.person_id\.\w+\.schema\.json is not what is said: \/data\/transaction\/id must match pattern/], // prettier-ignore
    ['answers are not what their document says', /const: true(?=\s+incarnation)/, 'const: false', ['contracts'], /openapi\.yaml at \/keys\/people\.person_id\/\{key\} get 200: \/exists must be equal to constant/], // prettier-ignore
    ['a file does not compile', /export interface Database/, 'export const never: number = "no"\n$&', ['types-compile'], /error TS2322/], // prettier-ignore
  ])('%s', async (_name, found, other, expected, words) => {
    const slow = ['types-compile', 'contracts'].filter((id) => expected.includes(id))
    const quick = checks.filter(({ id, share }) => share === undefined && id !== 'types-compile' && id !== 'contracts')
    const made = slow.length === 0 ? quick : checks.filter(({ id }) => slow.includes(id))
    const verdict = await prove(broken(found, other.replace('$&', 'export interface Database')), made)
    expect(verdict.passed).toBe(false)
    expect(failed(verdict)).toEqual(expect.arrayContaining(expected))
    expect(verdict.checks.flatMap(({ details }) => details).join('\n')).toMatch(words)
  })

  test('a reference has lost an obligation', async () => {
    const { plan } = split
    const obligations = plan.obligations.filter(({ kind }) => kind !== 'consume-events')
    const less = { ...split, plan: { ...plan, obligations } }
    const made = checks.filter(({ id }) => id === 'obligations-fulfilled')
    const verdict = await proveArtifacts(borrowed, less, emitSplit(split), { cwd: process.cwd(), checks: made })
    expect(verdict.checks[0]!.details[0]).toMatch(/nobody has to consume-events \(delete\) for shop.basket\(owner\)/)
  })
})

test('without a compiler the types are told as not checked, and that is not a pass', async () => {
  const made = checks.filter(({ id }) => id === 'types-compile')
  const without = made.map((check) => ({ ...check, check: (input: Parameters<typeof check.check>[0]) => check.check({ ...input, compiler: () => undefined }) })) // prettier-ignore
  const { checks: results } = await prove(emitSplit(split), without)
  expect(results).toMatchObject([{ passed: null, details: [] }])
  expect(results[0]!.notChecked[0]).toContain('npm install --save-dev typescript')
})

test('histories go on with rows that the source makes otherwise each time', async () => {
  const seeded = `CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), made timestamptz DEFAULT clock_timestamp());
CREATE TABLE people.friend (person uuid REFERENCES people.person ON DELETE SET NULL, twice int GENERATED ALWAYS AS (2) STORED);
CREATE TABLE shop.basket (id int PRIMARY KEY, owner uuid REFERENCES people.person ON DELETE CASCADE);
INSERT INTO people.person DEFAULT VALUES; INSERT INTO people.person DEFAULT VALUES;
INSERT INTO people.friend SELECT id FROM people.person;`
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(seeded))], skipped: [] }
  const random = await splitTexts(texts, { config: {}, file: undefined }, {})
  const replay = checks.filter(({ id }) => id === 'serial-replay')
  const options = { cwd: process.cwd(), checks: replay, operations: 120 }
  const verdict = await proveArtifacts(borrowed, random, emitSplit(random), options)
  expect(verdict.checks).toMatchObject([
    {
      passed: true,
      details: [],
      notChecked: [
        'person of people.friend: one database does not have the same values twice',
        'id, made of people.person: one database does not have the same values twice',
      ],
    },
  ])
})

test('histories name what both sides have: not rows that triggers make otherwise on each, nor those of which one side has a part', async () => {
  const tracked = `CREATE SCHEMA inv; CREATE SCHEMA sal; CREATE SCHEMA log;
CREATE TABLE inv.item (id int PRIMARY KEY, qty int);
CREATE TABLE inv.history (item int REFERENCES inv.item ON DELETE CASCADE, at timestamptz DEFAULT clock_timestamp(), what text);
CREATE FUNCTION inv.track() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO inv.history (item, what) VALUES (NEW.id, TG_OP); RETURN NULL; END';
CREATE TRIGGER track AFTER INSERT OR UPDATE ON inv.item FOR EACH ROW EXECUTE FUNCTION inv.track();
CREATE TABLE sal.sale (id bigserial PRIMARY KEY, item int NOT NULL REFERENCES inv.item ON DELETE CASCADE ON UPDATE CASCADE);
CREATE FUNCTION sal.keep_two() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM sal.sale WHERE item = NEW.item AND id < NEW.id - 1; RETURN NULL; END';
CREATE TRIGGER keep_two AFTER INSERT ON sal.sale FOR EACH ROW EXECUTE FUNCTION sal.keep_two();
CREATE TABLE log.sale_log (id serial PRIMARY KEY, sale bigint REFERENCES sal.sale, item int REFERENCES inv.item ON DELETE RESTRICT);`
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(tracked))], skipped: [] }
  const split = await splitTexts(texts, { config: {}, file: undefined }, {})
  const prove = (id: string, more: { operations: number; seed: number }) =>
    proveArtifacts(borrowed, split, emitSplit(split), { cwd: process.cwd(), checks: checks.filter((each) => each.id === id), faults: [], ...more }) // prettier-ignore
  const verdicts = [await prove('serial-replay', { operations: 160, seed: 1 }), await prove('concurrent-history', { operations: 120, seed: 5 })] // prettier-ignore
  expect(
    verdicts.flatMap(({ checks: made }) => made).flatMap(({ details, story }) => [...details, ...(story ?? [])]),
  ).toEqual([])
})

test('event triggers of the source do not judge what the proof defines for itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-event-trigger-'))
  const file = join(folder, 'schema.sql')
  const strict = `CREATE FUNCTION people.no_drop() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''nothing is dropped here''; END';
CREATE EVENT TRIGGER "No Drop" ON sql_drop EXECUTE FUNCTION people.no_drop();`
  writeFileSync(file, `${schema} ${strict} CREATE TABLE public.stray (owner integer REFERENCES people.person);`)
  const { checks: made } = await verify([file], { server: `${server.url}/postgres`, only: ['contracts', 'serial-replay'], operations: 30, cwd: folder }) // prettier-ignore
  rmSync(folder, { recursive: true })
  expect(made.map(({ passed, details }) => [passed, details])).toEqual([[true, []], [true, []]]) // prettier-ignore
})

test('a server’s role that is no superuser makes what needs none, and is told of the rest', async () => {
  await withClient(`${server.url}/postgres`, (client) => client.query('CREATE ROLE maker LOGIN CREATEROLE CREATEDB'))
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-maker-'))
  writeFileSync(join(folder, 'schema.sql'), schema.replaceAll('people', 'yard').replaceAll('shop', 'gate'))
  const options = { server: `${server.url.replace(/\/\/[^@]*@/, '//maker@')}/postgres`, cwd: folder, operations: 20 }
  const alone = ['loads-alone', 'catalogs-equal', 'obligations-fulfilled']
  const { passed } = await verify(['schema.sql'], { ...options, only: alone })
  expect(passed).toBe(true)
  for (const only of [['isolation'], ['serial-replay'], ['contracts']])
    await expect(verify(['schema.sql'], { ...options, only })).rejects.toMatchObject({ code: 'no-superuser', exitCode: 2 }) // prettier-ignore
  rmSync(folder, { recursive: true })
})

describe('what the server refuses of a source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-refused-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const verifyText = (text: string): Promise<Verdict> => {
    const file = join(folder, 'schema.sql')
    writeFileSync(file, text)
    return verify([file], { server: `${server.url}/postgres`, only: ['loads-alone', 'catalogs-equal'], cwd: folder })
  }
  const query = (sql: string) => withClient(`${server.url}/postgres`, async (client) => (await client.query(sql)).rows)

  test('is left out on both sides, with what hangs on it, and told; the rest is proven', async () => {
    const { passed, leftOut } = await verifyText(`CREATE SCHEMA public;
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id int PRIMARY KEY);
ALTER SCHEMA people OWNER TO somebody_named_only; ALTER TABLE people.person OWNER TO somebody_named_only;
CREATE EXTENSION there_is_none;
CREATE TABLE shop.place (id int PRIMARY KEY, at there_is_none);
COMMENT ON TABLE shop.place IS 'where';
CREATE TABLE shop.basket (id int PRIMARY KEY, owner int REFERENCES people.person, place int);
BEGIN;
CREATE INDEX ON shop.basket (owner);
ALTER TABLE shop.basket ADD FOREIGN KEY (place) REFERENCES shop.place;
CREATE INDEX ON shop.basket (place);
COMMIT;
COPY shop.basket (id, owner) FROM stdin;
1\t7
\\.
INSERT INTO people.person VALUES (1);
`)
    expect(leftOut.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['schema.sql', 5, expect.stringContaining('extension "there_is_none" is not available')],
      ['schema.sql', 6, 'type "there_is_none" does not exist'],
      ['schema.sql', 7, 'relation "shop.place" does not exist'],
      ['schema.sql', 11, 'relation "shop.place" does not exist'],
      ['schema.sql', 14, expect.stringContaining('violates foreign key constraint')],
    ])
    expect(passed).toBe(true)
  })

  test('is nothing of what a dump says of the schema that every database has', async () => {
    const { checks: made } =
      await verifyText(`REVOKE ALL ON SCHEMA public FROM PUBLIC; COMMENT ON SCHEMA public IS 'ours';
CREATE SCHEMA people; CREATE TABLE people.person (id int PRIMARY KEY);
CREATE TABLE public.basket (id int PRIMARY KEY, owner int REFERENCES people.person);
`)
    expect(made.flatMap(({ details }) => details)).toEqual([])
  })

  test('is refused as a whole where nothing is left', async () => {
    const refused = verifyText('CREATE EXTENSION there_is_none; CREATE TABLE place (at there_is_none);')
    await expect(refused).rejects.toMatchObject({ code: 'source-not-loadable', exitCode: 2 })
  })

  test('what reaches beyond the database is not run at all', async () => {
    await query('CREATE DATABASE of_somebody')
    await query('CREATE ROLE of_somebody')
    const { passed, leftOut } = await verifyText(`DROP DATABASE /* clean */ of_somebody;
CREATE DATABASE made; ALTER DATABASE of_somebody SET search_path = shop; ALTER SYSTEM SET work_mem = '1GB';
CREATE ROLE of_somebody; ALTER ROLE of_somebody SUPERUSER; DROP ROLE IF EXISTS of_somebody;
CREATE SUBSCRIPTION others CONNECTION 'host=example.invalid' PUBLICATION all_of_it;
CREATE SCHEMA shop; CREATE TABLE shop.basket (id int PRIMARY KEY);
`)
    expect([passed, leftOut]).toEqual([true, []])
    expect(await query(`SELECT datname FROM pg_database WHERE datname IN ('made', 'of_somebody')`)).toHaveLength(1)
    expect(await query(`SELECT rolsuper FROM pg_roles WHERE rolname = 'of_somebody'`)).toEqual([{ rolsuper: false }])
    expect(await query(`SELECT FROM pg_settings WHERE name = 'work_mem' AND setting = '1048576'`)).toEqual([])
  })
})

describe('a boundary that is not drawn', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-undrawn-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const verifyWith = (config: string, keepGoing = false) => {
    writeFileSync(join(folder, 'schema.sql'), 'CREATE TABLE person (id int PRIMARY KEY); CREATE TABLE basket (owner int REFERENCES person);') // prettier-ignore
    writeFileSync(join(folder, 'fountain-split.yaml'), `source: schema.sql\n${config}`)
    return verify([], { server: `${server.url}/postgres`, only: ['loads-alone'], cwd: folder, keepGoing })
  }
  const both = 'services: { people: { relations: [public.person] }, shop: { relations: [public.basket] } }'

  test('is refused, as generate does, where a relation has no owner or the layout cannot part them', async () => {
    const undecided = { code: 'undecided-boundary', exitCode: 2 }
    await expect(verifyWith('services: { people: { relations: [public.person] } }')).rejects.toMatchObject(undecided)
    await expect(verifyWith(`${both}\nlayout: schemas`, true)).rejects.toMatchObject(undecided)
    expect(await verifyWith('services: { people: { relations: [public.person] } }', true)).toMatchObject({ passed: true }) // prettier-ignore
    expect(await verifyWith(both)).toMatchObject({ passed: true })
  })
})

test('a check that is not there is refused with those that are', async () => {
  const refused = verify(['fixtures/fountain.sql'], { only: ['load-alone'] })
  await expect(refused).rejects.toBeInstanceOf(FountainError)
  await expect(refused).rejects.toMatchObject({ code: 'unknown-check', hint: expect.stringContaining('loads-alone') })
})
