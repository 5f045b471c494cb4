import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ChangeOutcome } from '../../runtime/index.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'
import { restrictCode } from '../references/restrict-code.test-support.ts'

/** A key that is chosen, so that it changes; one service only refuses that, the other follows it, which can be refused. One reference of each only code guards. */
const schema = `
  CREATE SCHEMA people; CREATE SCHEMA mail; CREATE SCHEMA shop;
  CREATE TABLE people.person (login text PRIMARY KEY, email text UNIQUE, CONSTRAINT nobody_is_root CHECK (login <> 'root'));
  CREATE TABLE mail.letter (id integer PRIMARY KEY, receiver text CONSTRAINT letter_receiver REFERENCES people.person ON UPDATE RESTRICT);
  CREATE TABLE shop.basket (id integer PRIMARY KEY, owner text CONSTRAINT basket_owner REFERENCES people.person ON UPDATE CASCADE ON DELETE CASCADE,
    CONSTRAINT short_owner CHECK (length(owner) < 8));
  CREATE TABLE shop.wish (id integer PRIMARY KEY, of text REFERENCES people.person ON UPDATE SET NULL ON DELETE CASCADE);
  CREATE TABLE people.edition (work text, version integer, key1 text, incarnation integer, PRIMARY KEY (work, version));
  CREATE TABLE shop.loan (work text, version integer, FOREIGN KEY (work, version) REFERENCES people.edition ON UPDATE CASCADE ON DELETE CASCADE);
  CREATE TABLE mail.parcel (id integer PRIMARY KEY, receiver text CONSTRAINT parcel_receiver REFERENCES people.person);
  CREATE COLLATION people.any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE TABLE people.team (name text COLLATE people.any_case PRIMARY KEY);
  CREATE TABLE mail.member (id integer PRIMARY KEY, team text COLLATE people.any_case REFERENCES people.team);
  CREATE TABLE shop.visit (id integer PRIMARY KEY, guest text REFERENCES people.person ON UPDATE CASCADE ON DELETE CASCADE);`
const config = `references:
  - { from: mail.parcel(receiver), guard: application }
  - { from: shop.visit(guest), guard: application, update: saga }
  - { from: 'shop.loan(work, version)', update: saga }`

const services = ['people', 'mail', 'shop']
/** Letters are gone once they are answered. */
const keepLetters = `
  CREATE TABLE public.letter (letter jsonb); GRANT INSERT ON public.letter TO PUBLIC;
  CREATE FUNCTION public.keep_letter() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.letter VALUES (NEW.letter); RETURN NULL; END $$;
  CREATE TRIGGER keep_letter AFTER INSERT ON fountain_split.release_message FOR EACH ROW EXECUTE FUNCTION public.keep_letter()`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, services, {}, config)
  for (const service of services) await split.query(service, keepLetters)
  await split.query('people', `INSERT INTO people.person SELECT 'p' || n FROM generate_series(1, 20) AS n`)
  for (const service of ['mail', 'shop']) await split.untilKeys(service, 'people_person_login', 20)
})
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const change = (from: string, to: string, options?: { patience: number }): Promise<ChangeOutcome> =>
  split.change('people', 'person_login', [from], [to], options)
const logins = async (...all: string[]) =>
  (await split.query('people', `SELECT login FROM people.person WHERE login IN ('${all.join("', '")}')`)).flat()
const keysOf = async (service: string, ...all: string[]) =>
  (await split.query(service, `SELECT login FROM fountain_split.people_person_login_replica WHERE login IN ('${all.join("', '")}')`)).flat() // prettier-ignore
const rows = () => split.query('shop', `SELECT id, owner FROM shop.basket UNION ALL SELECT -id, of FROM shop.wish UNION ALL SELECT 100 + id, guest FROM shop.visit ORDER BY 1`) // prettier-ignore
const codeOf = (attempt: Promise<unknown>) => attempt.then(() => 'ok', ({ code }: { code: string }) => code) // prettier-ignore
const settled = async (login: string) => {
  await split.atRest()
  for (const service of ['mail', 'shop'])
    await eventually(async () => expect(await keysOf(service, login)).toEqual([login]))
}

describe('a key that others refer to', () => {
  test('is not changed by an UPDATE: refused as the constraint refused it, with how to ask', async () => {
    await expect(split.query('people', `UPDATE people.person SET login = 'x' WHERE login = 'p1'`)).rejects.toMatchObject({
      code: restrictCode,
      constraint: 'letter_receiver',
      table: 'letter',
      detail: 'Key (login)=(p1) may be referenced from table "letter" of service mail.',
      hint: `Ask for its change: CALL fountain_split.person_login_change('p1', 'x')`,
    })
    await split.query('people', `UPDATE people.person SET email = 'a@b.c' WHERE login = 'p1'`)
  }) // prettier-ignore

  test('changes when all agree, and what follows it has followed', async () => {
    await split.query(
      'shop',
      `INSERT INTO shop.basket VALUES (1, 'p1'); INSERT INTO shop.wish VALUES (1, 'p1'); INSERT INTO shop.visit VALUES (1, 'p1')`,
    )
    expect(await change('p1', 'q1')).toMatchObject({ outcome: 'changed' })
    expect(await logins('p1', 'q1')).toEqual(['q1'])
    expect(await rows()).toEqual([[-1, null], [1, 'q1'], [101, 'q1']]) // prettier-ignore
    await settled('q1')
    for (const service of ['mail', 'shop']) expect(await keysOf(service, 'p1')).toEqual([])
    await split.query('mail', `INSERT INTO mail.letter VALUES (1, 'q1')`)
    expect(await change('p1', 'r1')).toMatchObject({ outcome: 'gone' })
    // Back again, over its own tombstone.
    await split.query('mail', `DELETE FROM mail.letter`)
    expect(await change('q1', 'p1')).toMatchObject({ outcome: 'changed' })
    await settled('p1')
    expect(await rows()).toEqual([[-1, null], [1, 'p1'], [101, 'p1']]) // prettier-ignore
    await split.query('shop', 'DELETE FROM shop.basket; DELETE FROM shop.wish; DELETE FROM shop.visit')
  }, 60_000)

  test('that is only written otherwise is the same, and nobody has to agree', async () => {
    await split.query('people', `INSERT INTO people.team VALUES ('Red')`)
    await split.untilKeys('mail', 'people_team_name', 1)
    await split.query('mail', `INSERT INTO mail.member VALUES (1, 'red')`)
    await expect(split.change('people', 'team_name', ['Red'], ['RED'])).rejects.toMatchObject({ code: '22023' })
    await split.query('people', `UPDATE people.team SET name = 'RED'`)
    await split.atRest()
    expect(await split.query('mail', 'SELECT team FROM mail.member')).toEqual([['red']])
    await split.query('mail', `INSERT INTO mail.member VALUES (2, 'RED')`)
  })

  test('stays where somebody refuses, and nothing has happened anywhere', async () => {
    await split.query('mail', `INSERT INTO mail.letter VALUES (2, 'p2')`)
    await split.query('shop', `INSERT INTO shop.basket VALUES (2, 'p2'), (3, 'p3')`)
    expect(await change('p2', 'q2')).toMatchObject({ outcome: 'refused', service: 'mail', constraint: 'letter_receiver', code: restrictCode }) // prettier-ignore
    expect(await change('p3', 'much too long')).toMatchObject({ outcome: 'refused', service: 'shop', constraint: 'short_owner' }) // prettier-ignore
    await split.query('mail', `INSERT INTO mail.parcel VALUES (8, 'p8')`)
    expect(await change('p8', 'q8')).toMatchObject({ outcome: 'refused', service: 'mail', constraint: 'parcel_receiver', code: '23503' }) // prettier-ignore
    await split.atRest()
    expect(await logins('p2', 'p3', 'q2')).toEqual(['p2', 'p3'])
    expect(await rows()).toEqual([[2, 'p2'], [3, 'p3']]) // prettier-ignore
    // Both keys are open again, and the names that they were to have are free.
    await split.query('mail', `INSERT INTO mail.letter VALUES (3, 'p3')`)
    await split.query('people', `INSERT INTO people.person VALUES ('q2')`)
    await split.query('people', `DELETE FROM people.person WHERE login = 'q2'`).catch(() => {})
  }, 60_000)

  test('is refused in the words of its own table first: by its unique key, its checks and its triggers', async () => {
    await split.query('mail', `INSERT INTO mail.letter VALUES (8, 'p8')`)
    expect(await change('p8', 'p9')).toMatchObject({
      outcome: 'refused',
      service: 'people',
      code: '23505',
      constraint: 'person_pkey',
      relation: 'people.person',
      message: 'duplicate key value violates unique constraint "person_pkey"',
    })
    expect(await change('p8', 'root')).toMatchObject({
      outcome: 'refused',
      code: '23514',
      constraint: 'nobody_is_root',
    })
    await expect(split.query('people', `CALL fountain_split.person_login_change('p8', 'p9')`)).rejects.toMatchObject({
      code: '23505',
      constraint: 'person_pkey',
    })
    expect(await split.closing('people', 'person_login')).toEqual([])
    expect(await logins('p8', 'p9')).toEqual(['p8', 'p9'])
    await split.query('mail', `DELETE FROM mail.letter WHERE id = 8`)
  }, 60_000)

  test('may have columns that are called as ours are', async () => {
    await split.query('people', `INSERT INTO people.edition VALUES ('hamlet', 1)`)
    await split.untilKeys('shop', 'people_edition_work_version', 1)
    await split.query('shop', `INSERT INTO shop.loan VALUES ('hamlet', 1)`)
    expect(await split.change('people', 'edition_work_version', ['hamlet', 1], ['hamlet', 2])).toMatchObject({ outcome: 'changed' }) // prettier-ignore
    expect(await split.query('people', 'SELECT version FROM people.edition')).toEqual([[2]])
    expect(await split.query('shop', 'SELECT version FROM shop.loan')).toEqual([[2]])
    await split.atRest()
  }, 60_000)

  test('from psql: CALL waits for the answer, and raises what refused', async () => {
    const call = (from: string, to: string) => split.query('people', `CALL fountain_split.person_login_change('${from}', '${to}')`) // prettier-ignore
    await expect(call('p2', 'r2')).rejects.toMatchObject({ code: restrictCode, constraint: 'letter_receiver', detail: expect.stringContaining('Refused by service mail.') }) // prettier-ignore
    await call('p5', 'q5')
    expect(await logins('p5', 'q5')).toEqual(['q5'])
    await settled('q5')
  }, 60_000)
})

describe('while a change is voted on', () => {
  test('nobody names the key, takes its name, deletes it, or writes to what its change could be refused for', async () => {
    await split.query('shop', `INSERT INTO shop.basket VALUES (6, 'p6')`)
    await withClient(split.urlOf('people'), async (holder) => {
      await holder.query(`BEGIN; SELECT FROM people.person WHERE login = 'p6' FOR UPDATE`)
      const outcome = change('p6', 'q6')
      for (const service of ['mail', 'shop'])
        await eventually(async () => expect(await split.closed(service, 'people_person_login')).toEqual([['p6']]))
      const found = {
        names: await codeOf(split.query('mail', `INSERT INTO mail.letter VALUES (6, 'p6')`)),
        follows: await codeOf(split.query('shop', `INSERT INTO shop.wish VALUES (6, 'p6')`)),
        writes: await codeOf(split.query('shop', `UPDATE shop.basket SET id = 66 WHERE id = 6`)),
        takes: await codeOf(split.query('people', `INSERT INTO people.person VALUES ('q6')`)),
        asks: await codeOf(change('p6', 'r6')),
      }
      expect(found).toEqual({ names: '23503', follows: '23503', writes: '40001', takes: '55006', asks: '55006' })
      await holder.query('COMMIT')
      expect(await outcome).toMatchObject({ outcome: 'changed' })
    })
    await settled('q6')
    expect(await rows()).toContainEqual([6, 'q6'])
  }, 60_000)

  test('a service that goes down after the decision has done its part once it is back', async () => {
    await split.query('shop', `INSERT INTO shop.basket VALUES (7, 'p7')`)
    const outcome = change('p7', 'q7')
    await split.restart('shop')
    await split.restart('people')
    expect(await outcome).toMatchObject({ outcome: 'changed' })
    await settled('q7')
    expect(await rows()).toContainEqual([7, 'q7'])
    expect(await logins('p7', 'q7')).toEqual(['q7'])
  }, 60_000)
})

test(
  'a service that takes longer to vote than the timeout is waited for longer each time',
  { timeout: 60_000 },
  async () => {
    const slow = `
    CREATE SCHEMA people; CREATE SCHEMA shop;
    CREATE TABLE people.person (login text PRIMARY KEY);
    CREATE TABLE shop.basket (id integer PRIMARY KEY, owner text REFERENCES people.person ON UPDATE CASCADE);
    CREATE FUNCTION shop.take_time() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.6); RETURN NEW; END';
    CREATE TRIGGER takes_time BEFORE UPDATE ON shop.basket FOR EACH ROW EXECUTE FUNCTION shop.take_time();`
    const other = await runSplit(server, slow, ['people', 'shop'], { timeout: 250 })
    try {
      await other.query('people', `INSERT INTO people.person VALUES ('p1')`)
      await other.untilKeys('shop', 'people_person_login', 1)
      await other.query('shop', `INSERT INTO shop.basket VALUES (1, 'p1')`)
      const answer = other.change('people', 'person_login', ['p1'], ['q1'], { patience: 12_000 })
      expect(await answer).toMatchObject({ outcome: 'changed' })
    } finally {
      await other.stop()
    }
  },
)

test('what services said about these changes is what the published schemas say', async () => {
  const said = await Promise.all(services.map((service) => split.query(service, `SELECT letter FROM public.letter WHERE (letter #>> '{message,key}')::jsonb ->> 0 LIKE '%.change'`))) // prettier-ignore
  const letters = said.flat(2) as { message: { type: string; key: string }; values: Record<string, unknown> }[]
  const paths = split.artifacts.filter(({ path }) => path.endsWith('.change.schema.json'))
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  for (const [id, schema] of new Map(paths.map(({ text }) => [JSON.parse(text).$id, JSON.parse(text)]))) ajv.addSchema(schema, id) // prettier-ignore
  const kinds = new Set<string>()
  for (const letter of letters) {
    const [aggregate] = JSON.parse(letter.message.key) as [string]
    const id = `urn:fountain-split:release:${aggregate}`
    const fits = ajv.validate(`${id}#/$defs/${letter.message.type}`, letter)
    expect(fits, `${JSON.stringify(letter)}: ${ajv.errorsText()}`).toBe(true)
    const { version: _, ...values } = letter.values
    expect(ajv.validate(id, { ...letter, values })).toBe(false)
    kinds.add(`${aggregate} ${letter.message.type}`)
  }
  const types = ['ask', 'vote', 'abort', 'reopened', 'decided', 'done']
  expect([...kinds]).toEqual(expect.arrayContaining(types.map((type) => `people.person_login.change ${type}`)))
  expect(kinds).toContain('people.edition_work_version.change vote')
})
