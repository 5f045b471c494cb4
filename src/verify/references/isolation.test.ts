import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeServices } from '../../emit/references/describe-services.ts'
import { nameHomes } from '../../emit/references/name-homes.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import type { ServiceHome } from '../../emit/reference-sql/reference-value.ts'
import { openService } from '../../runtime/index.ts'
import type { Split } from '../../split.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { makeGenerated } from './generated-services.test-support.ts'
import { withClient } from './split-pair.test-support.ts'

/** Something in the shared database, by its quoted name. */
interface Thing {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'sequence' | 'routine'
}

let server: ScratchServer
let split: Split
let homes: ReadonlyMap<string, ServiceHome>
let url = ''
let things: Thing[] = []
let columns: ReadonlyMap<string, string> = new Map()

beforeAll(async () => {
  server = await startScratchServer()
  const generated = await makeGenerated(server, readFileSync('fixtures/fountain.sql', 'utf8'), 'layout: schemas')
  split = generated.split
  homes = nameHomes(split)
  url = generated.databases['scripts']!.url
  await withClient(url, async (client) => {
    things = (await client.query<Thing>(listThings)).rows
    const { rows } = await client.query<{ name: string; column: string }>(firstColumns)
    columns = new Map(rows.map(({ name, column }) => [name, column]))
  })
})
afterAll(() => server?.stop())

const listThings = `
  SELECT n.nspname AS schema, c.oid::regclass::text AS name, CASE c.relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^(pg_|information_schema)'
  UNION ALL
  SELECT n.nspname, format('%s(%s)', p.pronamespace::regnamespace || '.' || quote_ident(proname),
         (SELECT string_agg('NULL::' || format_type(t, NULL), ', ') FROM unnest(proargtypes) AS t)), 'routine'
    FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
   WHERE n.nspname !~ '^(pg_|information_schema)' AND p.prorettype <> 'trigger'::regtype
   ORDER BY 2`
const firstColumns = `
  SELECT attrelid::regclass::text AS name, quote_ident(attname) AS column
    FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid WHERE attnum = 1 AND relkind IN ('r', 'p', 'v', 'm', 'f')`

/** Every way to read, write or change a thing. */
function attempts({ name, kind, schema }: Thing): string[] {
  if (kind === 'routine') return [`SELECT ${name}`]
  if (kind === 'sequence')
    return [`SELECT nextval('${name}')`, `SELECT setval('${name}', 1)`, `SELECT last_value FROM ${name}`]
  const column = columns.get(name)!
  return [
    `SELECT FROM ${name}`,
    `SELECT ${column} FROM ${name}`,
    `TABLE ${name}`,
    `INSERT INTO ${name} DEFAULT VALUES`,
    `UPDATE ${name} SET ${column} = DEFAULT`,
    `DELETE FROM ${name}`,
    `TRUNCATE ${name} CASCADE`,
    `MERGE INTO ${name} AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE`,
    `LOCK TABLE ${name} IN ACCESS SHARE MODE`,
    `ALTER TABLE ${name} ADD COLUMN mine int`,
    `ALTER TABLE ${name} DISABLE TRIGGER ALL`,
    `CREATE TRIGGER mine AFTER INSERT ON ${name} EXECUTE FUNCTION suppress_redundant_updates_trigger()`,
    `CREATE INDEX ON ${name} (${column})`,
    `GRANT SELECT ON ${name} TO PUBLIC`,
    `DROP TABLE ${name} CASCADE`,
    `CREATE TABLE ${pg.escapeIdentifier(schema)}.mine ()`,
  ]
}

/** Undoes what a statement did, and tells what it came to. */
const createOutcome = `
  CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE statement;
    RAISE SQLSTATE 'XX999';
  EXCEPTION
    WHEN SQLSTATE 'XX999' THEN RETURN 'succeeded';
    WHEN OTHERS THEN RETURN SQLSTATE;
  END $$`

/** As a service's role; each alone, and without leaving anything. */
async function tryAll(role: string, statements: readonly string[]): Promise<string[]> {
  return asRole(role, async (client) => {
    await client.query(createOutcome)
    const { rows } = await client.query<{ outcome: string }>(
      'SELECT pg_temp.outcome(g.sql) AS outcome FROM unnest($1::text[]) WITH ORDINALITY AS g (sql, at) ORDER BY at',
      [statements],
    )
    return rows.map(({ outcome }) => outcome)
  })
}

async function asRole<Result>(role: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const address = new URL(url)
  address.username = encodeURIComponent(role)
  return withClient(address.href, use)
}

const services = ['characters', 'formatting', 'metadata', 'playwrights', 'production', 'scripts', 'supporting']

describe('the Fountain in one database: connected as the role of one service', () => {
  test('the services are these, each with a schema of its own and one for what replaces its foreign keys', () => {
    expect([...homes.keys()]).toEqual(services)
    const replaced = findServiceReferences(split).map(({ home }) => home.schema)
    expect(replaced.length).toBeGreaterThan(5)
    const own = split.plan.services.flatMap(({ schemas }) => schemas)
    expect([...new Set(things.map(({ schema }) => schema))].sort()).toEqual([...own, ...replaced].sort())
  })

  test.each(services)(
    '%s: what is another’s, or stands in the place of a foreign key, cannot be touched',
    async (service) => {
      const { serviceRole, schema } = homes.get(service)!
      const forbidden = things.filter((thing) => !isOwn(service, thing) && !isForService(thing, schema))
      const home = forbidden.filter((thing) => thing.schema === schema)
      expect(home.length > 5 || service === 'playwrights').toBe(true)
      const beyond = forbidden.flatMap((thing) =>
        // A step of a saga is noted in the transaction that does it.
        attempts(thing).filter((sql) => !isForSagas(thing, schema) || !isForData(sql)),
      )
      expect(await notDenied(serviceRole, beyond)).toEqual([])
    },
  )

  test.each(services)('%s: what is its own can be read and written, and no more', async (service) => {
    const { serviceRole } = homes.get(service)!
    const own = things.filter((thing) => isOwn(service, thing))
    const allowed = own.flatMap(({ kind, name }) => {
      if (kind === 'sequence') return [`SELECT nextval('${name}')`, `SELECT last_value FROM ${name}`]
      if (kind === 'routine') return []
      const column = columns.get(name)!
      const writes = [`INSERT INTO ${name} SELECT * FROM ${name} LIMIT 0`, `UPDATE ${name} SET ${column} = ${column}`, `DELETE FROM ${name} WHERE false`] // prettier-ignore
      return [`SELECT * FROM ${name}`, ...(isView(name) ? [] : writes)]
    })
    expect(allowed.length).toBeGreaterThan(4)
    const outcomes = await tryAll(serviceRole, allowed)
    expect(allowed.filter((_, at) => outcomes[at] !== 'succeeded')).toEqual([])
    const definitions = own.filter(({ kind, name }) => kind === 'table' && !isView(name)).flatMap(attempts).filter((sql) => /^(ALTER|CREATE|DROP|TRUNCATE)/.test(sql)) // prettier-ignore
    expect(await notDenied(serviceRole, definitions)).toEqual([])
  })

  test.each(services)(
    '%s: relay and consumer reach nothing of another service, and change no relation',
    async (service) => {
      const { runtimeRole, schema } = homes.get(service)!
      if (!things.some((thing) => thing.schema === schema)) return
      const others = things.filter((thing) => !isOwn(service, thing) && thing.schema !== schema)
      expect(await notDenied(runtimeRole, others.flatMap(attempts))).toEqual([])
      const own = things.filter((thing) => isOwn(service, thing) && !isView(thing.name)).flatMap(attempts)
      // How many rows there are, and the referencing columns, are read.
      const reads = /^SELECT (FROM|\w+ FROM)|^LOCK/
      expect(
        await notDenied(
          runtimeRole,
          own.filter((sql) => !reads.test(sql)),
        ),
      ).toEqual([])
    },
  )

  test('nobody becomes another: the owners of what replaces foreign keys least of all', async () => {
    const replaced = findServiceReferences(split).map(({ home }) => home)
    const roles = replaced.flatMap((home) => [home.serviceRole, home.ownerRole, home.runtimeRole])
    for (const { serviceRole, runtimeRole } of replaced) {
      const others = roles.filter((role) => role !== serviceRole)
      expect(await notDenied(serviceRole, others.map((role) => `SET ROLE ${pg.escapeIdentifier(role)}`))).toEqual([]) // prettier-ignore
      expect(await notDenied(runtimeRole, ['SET ROLE postgres', `SET ROLE ${pg.escapeIdentifier(serviceRole)}`])).toEqual([]) // prettier-ignore
    }
  })

  test('one right too many is noticed', async () => {
    const note = `"supporting-schema".note`
    const grants = [`GRANT USAGE ON SCHEMA "supporting-schema" TO scripts`, `GRANT DELETE ON ${note} TO scripts`]
    await withClient(url, (client) => client.query(grants.join('; ')))
    const tried = attempts({ schema: 'supporting-schema', name: note, kind: 'table' })
    expect(await notDenied('scripts', tried)).toContain(`succeeded DELETE FROM ${note}`)
    await withClient(url, (client) => client.query(grants.map((each) => each.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM ')).join('; '))) // prettier-ignore
    expect(await notDenied('scripts', tried)).toEqual([])
  })
})

describe('the Fountain in one database: the services at their own work', () => {
  const address = (role: string) => {
    const made = new URL(url)
    made.username = encodeURIComponent(role)
    return made.href
  }
  const urls = () => Object.fromEntries([...homes].map(([name, { runtimeRole }]) => [name, address(runtimeRole)]))
  const query = (service: string, sql: string) =>
    asRole(
      homes.get(service)!.serviceRole,
      async (client) => (await client.query({ text: sql, rowMode: 'array' })).rows,
    )

  test('a key that one makes is named by another, and stays while it is: under the roles that are there for it', async () => {
    const descriptions = describeServices(split)
    const opened = await Promise.all(
      descriptions.map((description) => {
        const { [description.service]: database, ...others } = urls()
        return openService({ description, database: database!, others })
      }),
    )
    const drain = async () => {
      for (const service of [...opened, ...opened]) await service.drain()
    }
    await drain()
    const [[script]] = (await query('scripts', `INSERT INTO "scripts-schema".script (title, author_id) VALUES ('Isolated', 1) RETURNING script_id`)) as [[number]] // prettier-ignore
    const note = `INSERT INTO "supporting-schema".note (script_id, text) VALUES (${script}, 'kept apart')`
    await expect(query('supporting', note)).rejects.toMatchObject({ code: '23503', constraint: 'note_script_id_fkey' })
    await drain()
    await query('supporting', note)
    const notes = () => query('supporting', `SELECT text FROM "supporting-schema".note WHERE script_id = ${script}`)
    expect(await notes()).toEqual([['kept apart']])
    const gone = query('scripts', `DELETE FROM "scripts-schema".script WHERE script_id = ${script}`)
    await expect(gone).rejects.toMatchObject({ code: '23503' })
    await drain()
    expect(await notes()).toEqual([['kept apart']])
    for (const service of opened) expect(await service.findOrphans()).toEqual([])
    await Promise.all(opened.map((service) => service.stop()))
  })

  test('a key that no event told of yet is taken into the replica by the service itself', async () => {
    const home = homes.get('supporting')!.schema
    const adopt = things.find(
      (thing) => thing.schema === home && isForService(thing, home) && thing.name.includes('_adopt('),
    )!
    const call = adopt.name.replace(/\(.*/, '(700000, 1, 700000, 700000)')
    expect(await query('supporting', `SELECT ${call}`)).toEqual([['adopted']])
    await query('supporting', `INSERT INTO "supporting-schema".note (script_id, text) VALUES (700000, 'early')`)
  })
})

function isOwn(service: string, { schema }: Thing): boolean {
  return split.plan.services.find(({ name }) => name === service)!.schemas.includes(schema)
}

function isForSagas({ kind, name, schema }: Thing, home: string): boolean {
  return kind === 'table' && schema === home && /\.saga_(run|step|message)$/.test(name)
}

/** Who may read and write may be told so again: a GRANT that gives nothing is a warning. */
function isForData(sql: string): boolean {
  return /^(SELECT|TABLE|INSERT|UPDATE|DELETE|MERGE|LOCK|GRANT SELECT) /.test(sql)
}

function isView(name: string): boolean {
  return split.plan.services.some(({ views }) => views.includes(name.replaceAll('"', '')))
}

/** Those of the statements that do not fail for want of a right. */
async function notDenied(role: string, statements: readonly string[]): Promise<string[]> {
  const outcomes = await tryAll(role, statements)
  return statements.map((sql, at) => `${outcomes[at]} ${sql}`).filter((line) => !line.startsWith('42501 '))
}

/** What a service calls itself: read-through, a guard's hold, and what asks for the release of a key. */
function isForService({ kind, name, schema }: Thing, home: string): boolean {
  return (
    kind === 'routine' &&
    schema === home &&
    /_(adopt|hold|release|request_release|release_state|wait_for_release)\(|\.(release_state|wait_for_release)\(/.test(
      name,
    )
  )
}
