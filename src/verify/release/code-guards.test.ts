import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restrictCode } from '../references/restrict-code.test-support.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { GuardedTables } from './release-race.test-support.ts'
import { raceReleases } from './release-race.test-support.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'

/** A key that is chosen; no foreign key of the other services leans on a replica of it: their own code guards all references. */
const schema = `
  CREATE SCHEMA people; CREATE SCHEMA mail; CREATE SCHEMA shop;
  CREATE TABLE people.person (login text PRIMARY KEY);
  CREATE TABLE mail.letter (id integer PRIMARY KEY, receiver text CONSTRAINT letter_receiver REFERENCES people.person ON DELETE RESTRICT ON UPDATE RESTRICT);
  CREATE TABLE shop.invoice (id integer PRIMARY KEY, payer text CONSTRAINT invoice_payer REFERENCES people.person);
  CREATE TABLE shop.basket (id integer PRIMARY KEY, owner text CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT short_owner CHECK (length(owner) < 8));
  CREATE TABLE shop.wish (id integer PRIMARY KEY, of text REFERENCES people.person ON DELETE SET NULL ON UPDATE SET NULL);
  CREATE TABLE shop.visit (id integer PRIMARY KEY, guest text DEFAULT 'nobody' REFERENCES people.person ON DELETE SET DEFAULT ON UPDATE SET DEFAULT);`
const config = `references:
  - { from: mail.letter(receiver), guard: api }
  - { from: shop.invoice(payer), guard: application }
  - { from: shop.basket(owner), guard: application, delete: saga, update: saga }
  - { from: shop.wish(of), guard: application, delete: saga, update: saga }
  - { from: shop.visit(guest), guard: application, delete: saga, update: saga }`

let server: ScratchServer
let split: RunningSplit
let mail: Kysely<GuardedTables>
let shop: Kysely<GuardedTables>

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['people', 'mail', 'shop'], { timeout: 1500, rows: 2 }, config)
  mail = split.guarded('mail')
  shop = split.guarded('shop')
  await split.query('people', `INSERT INTO people.person SELECT 'p' || n FROM generate_series(1, 30) AS n UNION VALUES ('nobody')`) // prettier-ignore
  for (const service of ['mail', 'shop']) await split.untilKeys(service, 'people_person_login', 31)
})
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const release = (login: string, patience = 20_000) => split.release('people', 'person_login', [login], { patience })
const change = (from: string, to: string) => split.change('people', 'person_login', [from], [to])
const post = (id: number, receiver: string, db: Kysely<GuardedTables> = mail) => db.insertInto('mail.letter').values({ id, receiver }).execute() // prettier-ignore
const bill = (id: number, payer: string) => shop.insertInto('shop.invoice').values({ id, payer }).execute()
const fill = (id: number, login: string) =>
  split.query('shop', `INSERT INTO shop.basket VALUES (${id}, '${login}'); INSERT INTO shop.wish VALUES (${id}, '${login}'); INSERT INTO shop.visit VALUES (${id}, '${login}')`) // prettier-ignore
const rowsOf = async (id: number) => (await split.query('shop', `SELECT owner FROM shop.basket WHERE id = ${id} UNION ALL SELECT of FROM shop.wish WHERE id = ${id} UNION ALL SELECT guest FROM shop.visit WHERE id = ${id}`)).flat() // prettier-ignore
const exists = async (login: string) => (await split.query('people', `SELECT FROM people.person WHERE login = '${login}'`)).length === 1 // prettier-ignore
const codeOf = (attempt: Promise<unknown>) => attempt.then(() => 'ok', ({ code }: { code: string }) => code) // prettier-ignore

/** While the referenced row is locked the decision waits for it, and both voters have closed the key. */
async function whileClosing(login: string, asked: () => Promise<unknown>, use: () => Promise<void>): Promise<void> {
  await withClient(split.urlOf('people'), async (holder) => {
    await holder.query(`BEGIN; SELECT FROM people.person WHERE login = '${login}' FOR UPDATE`)
    const outcome = asked()
    for (const service of ['mail', 'shop'])
      await eventually(async () => expect(await split.closed(service, 'people_person_login')).toEqual([[login]]))
    // Their votes are heard: the attempt is not given up any more.
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
    await eventually(async () => expect(await split.query('people', waiting)).not.toEqual([]))
    await use()
    await holder.query('COMMIT')
    await outcome
  })
  await split.atRest()
}

describe('a key to which only rows refer that code guards', () => {
  test('goes when no row refuses: what follows it has followed, and it is refused from then on', async () => {
    // More than are done at once.
    await split.query('shop', `INSERT INTO shop.basket SELECT 200 + n, 'p1' FROM generate_series(1, 5) AS n`)
    await fill(1, 'p1')
    expect(await release('p1')).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await rowsOf(1)).toEqual([null, 'nobody'])
    expect(await split.query('shop', 'SELECT FROM shop.basket WHERE id > 200')).toEqual([])
    expect([await codeOf(post(1, 'p1')), await codeOf(bill(1, 'p1'))]).toEqual(['23503', '23503'])
  })

  test.each([
    ['RESTRICT', 'p2', () => post(2, 'p2'), 'mail', 'letter_receiver', 'mail.letter', restrictCode],
    ['NO ACTION', 'p3', () => bill(3, 'p3'), 'shop', 'invoice_payer', 'shop.invoice', '23503'],
  ])('stays where a row refuses by %s, and nothing has happened anywhere', async (_, login, write, service, constraint, relation, code) => {
    await write()
    await fill(Number(login.slice(1)), login)
    expect(await release(login)).toMatchObject({ outcome: 'refused', service, constraint, relation, code })
    await split.atRest()
    expect(await exists(login)).toBe(true)
    expect(await rowsOf(Number(login.slice(1)))).toEqual([login, login, login])
    // It is open again, at everybody.
    await post(100 + Number(login.slice(1)), login)
    await bill(100 + Number(login.slice(1)), login)
  }) // prettier-ignore

  test('takes no new rows while it closes: they may be tried again', async () => {
    await fill(4, 'p4')
    await whileClosing('p4', () => release('p4'), async () => {
      await expect(post(4, 'p4')).rejects.toMatchObject({ code: '40001', constraint: 'letter_receiver', hint: expect.stringMatching(/Try the transaction again/) }) // prettier-ignore
      expect(await codeOf(bill(4, 'p4'))).toBe('40001')
      // Nor is anything written by which what follows could be refused.
      expect(await codeOf(split.query('shop', `UPDATE shop.basket SET id = 44 WHERE id = 4`))).toBe('40001')
      expect(await rowsOf(4)).toEqual(['p4', 'p4', 'p4'])
    }) // prettier-ignore
    expect([await exists('p4'), await codeOf(post(4, 'p4'))]).toEqual([false, '23503'])
  })

  test('waits for a row that is being written, which refuses then', async () => {
    let outcome: ReturnType<typeof release> | undefined
    await mail.transaction().execute(async (writing) => {
      await post(5, 'p5', writing)
      outcome = release('p5')
      await eventually(async () => expect(await split.closed('shop', 'people_person_login')).toEqual([['p5']]))
      expect(await split.closed('mail', 'people_person_login')).toEqual([])
    })
    expect(await outcome).toMatchObject({ outcome: 'refused', constraint: 'letter_receiver' })
    await split.atRest()
  })

  test('is open again where a voter does not answer in time, and goes when it is back', async () => {
    await split.halt('mail')
    const outcome = release('p6')
    await eventually(async () => expect(await split.closed('shop', 'people_person_login')).toEqual([['p6']]))
    await eventually(async () => expect(await codeOf(bill(6, 'p6'))).toBe('ok'))
    await split.query('shop', 'DELETE FROM shop.invoice WHERE id = 6')
    await split.start('mail')
    expect(await outcome).toMatchObject({ outcome: 'released' })
    await split.atRest()
  }, 60_000)

  test('a row that went past the guard after the vote does not hold up what was decided', async () => {
    await whileClosing('p7', () => release('p7'), async () => {
      await split.query('mail', `INSERT INTO mail.letter VALUES (7, 'p7')`)
    }) // prettier-ignore
    expect(await exists('p7')).toBe(false)
    expect(await split.query('mail', 'SELECT receiver FROM mail.letter WHERE id = 7')).toEqual([['p7']])
    expect(await split.query('mail', 'SELECT FROM fountain_split.inbox')).toEqual([])
    await split.query('mail', 'DELETE FROM mail.letter WHERE id = 7')
  })
})

describe('the change of a key to which only rows refer that code guards', () => {
  test('is done when no row refuses: rows follow as their ON UPDATE says, and the new key may be named', async () => {
    await fill(11, 'p11')
    expect(await change('p11', 'q11')).toMatchObject({ outcome: 'changed' })
    expect(await rowsOf(11)).toEqual(['q11', null, 'nobody'])
    await split.atRest()
    expect([await exists('p11'), await exists('q11')]).toEqual([false, true])
    await eventually(async () => expect([await codeOf(post(11, 'q11')), await codeOf(bill(11, 'q11'))]).toEqual(['ok', 'ok'])) // prettier-ignore
    expect([await codeOf(post(12, 'p11')), await codeOf(bill(12, 'p11'))]).toEqual(['23503', '23503'])
    expect(await rowsOf(11)).toEqual(['q11', null, 'nobody'])
  })

  test.each([
    ['RESTRICT', 'p13', () => post(13, 'p13'), 'mail', 'letter_receiver', restrictCode],
    ['NO ACTION', 'p14', () => bill(14, 'p14'), 'shop', 'invoice_payer', '23503'],
  ])('is refused by %s, and nothing has happened anywhere', async (_, login, write, service, constraint, code) => {
    await write()
    await fill(Number(login.slice(1)), login)
    expect(await change(login, `q${login}`)).toMatchObject({ outcome: 'refused', service, constraint, code })
    await split.atRest()
    expect([await exists(login), await exists(`q${login}`)]).toEqual([true, false])
    expect(await rowsOf(Number(login.slice(1)))).toEqual([login, login, login])
    await post(100 + Number(login.slice(1)), login)
    await bill(100 + Number(login.slice(1)), login)
  })

  test('is refused where what follows could not be so', async () => {
    await fill(15, 'p15')
    expect(await change('p15', 'much too long')).toMatchObject({ outcome: 'refused', service: 'shop', constraint: 'short_owner' }) // prettier-ignore
    await split.atRest()
    expect(await rowsOf(15)).toEqual(['p15', 'p15', 'p15'])
  })

  test('lets neither key be named while it is voted on', async () => {
    await fill(16, 'p16')
    await whileClosing('p16', () => change('p16', 'q16'), async () => {
      expect([await codeOf(post(16, 'p16')), await codeOf(bill(16, 'p16'))]).toEqual(['40001', '40001'])
      expect([await codeOf(post(16, 'q16')), await codeOf(bill(16, 'q16'))]).toEqual(['23503', '23503'])
    }) // prettier-ignore
    expect(await rowsOf(16)).toEqual(['q16', null, 'nobody'])
    // Back again, over its own tombstone.
    expect(await change('q16', 'p16')).toMatchObject({ outcome: 'changed' })
    expect(await rowsOf(16)).toEqual(['p16', null, 'nobody'])
    await split.atRest()
  })

  test('is done also where services stop after the decision', async () => {
    await fill(17, 'p17')
    const outcome = change('p17', 'q17')
    await split.restart('shop')
    await split.restart('people')
    expect(await outcome).toMatchObject({ outcome: 'changed' })
    await split.atRest()
    expect(await rowsOf(17)).toEqual(['q17', null, 'nobody'])
  }, 60_000)
})

/** Long: as the race of a check against a delete, `FOUNTAIN_RACES` keys. */
const keys = Number(process.env['FOUNTAIN_RACES'] ?? 16)

test(
  'checks and releases that race: no row is left whose key went',
  async () => {
    const { orphans, other, ...ways } = await raceReleases(split, keys, 3)
    expect({ orphans, other }).toEqual({ orphans: [], other: [] })
    // All ways were taken, or nothing was tried.
    for (const [way, count] of Object.entries(ways)) expect(count, way).toBeGreaterThan(0)
    process.stdout.write(`${keys} keys: ${JSON.stringify(ways)}\n`)
  },
  120_000 + 1000 * keys,
)

test('where the vote looks without a lock, a row is left whose key went', async () => {
  const name = 'fountain_split.people_person_login_close_release'
  const [[text]] = (await split.query('mail', `SELECT pg_get_functiondef('${name}'::regproc)`)) as [[string]]
  expect(text).toContain(' FOR UPDATE')
  await split.query('mail', text.replaceAll(' FOR UPDATE', ''))
  let outcome: ReturnType<typeof release> | undefined
  await mail.transaction().execute(async (writing) => {
    await post(20, 'p20', writing)
    outcome = release('p20')
    await eventually(async () => expect(await split.closed('mail', 'people_person_login')).toEqual([['p20']]))
  })
  expect(await outcome).toMatchObject({ outcome: 'released' })
  expect(await split.query('mail', 'SELECT receiver FROM mail.letter WHERE id = 20')).toEqual([['p20']])
})
