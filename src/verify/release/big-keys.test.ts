import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ReleaseOutcome } from '../../runtime/index.ts'
import { pruneReleases } from '../../runtime/release/prune-releases.ts'
import { makeReleaseWorker } from '../../runtime/service/make-release-worker.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE people.badge (id integer PRIMARY KEY, person integer CONSTRAINT badge_person REFERENCES people.person);
  CREATE TABLE shop.basket (id serial PRIMARY KEY, owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.wish (id serial PRIMARY KEY, of integer CONSTRAINT wish_of REFERENCES people.person ON DELETE SET NULL);
  CREATE TABLE mail.letter (id serial PRIMARY KEY, receiver integer CONSTRAINT letter_receiver REFERENCES people.person);`
/** The shop would follow by events; it is made to vote. */
const yaml = 'references: [{ from: shop.basket(owner), delete: saga }]'

vi.setConfig({ testTimeout: 120_000 })

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['people', 'shop', 'mail'], { rows: 10 }, yaml)
  await split.query('people', 'INSERT INTO people.person SELECT generate_series(1, 20)')
  await split.untilKeys('shop', 'people_person_id', 20)
  await split.untilKeys('mail', 'people_person_id', 20)
}, 120_000)
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const release = (id: number): Promise<ReleaseOutcome> => split.release('people', 'person_id', [id])

test('a key to which many rows refer closes at once, and takes them some at a time', async () => {
  await split.query(
    'shop',
    `CREATE TABLE shop.seen (transaction xid8 DEFAULT pg_current_xact_id(), what text, rows bigint);
     CREATE FUNCTION shop.see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$BEGIN
       INSERT INTO shop.seen (what, rows) SELECT TG_OP, count(*) FROM before; RETURN NULL;
     END$$;
     CREATE TRIGGER see AFTER DELETE ON shop.basket REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION shop.see();
     CREATE TRIGGER see AFTER UPDATE ON shop.wish REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION shop.see();
     INSERT INTO shop.basket (owner) SELECT 1 FROM generate_series(1, 35);
     INSERT INTO shop.wish (of) SELECT 1 FROM generate_series(1, 14)`,
  )
  expect(await release(1)).toMatchObject({ outcome: 'released' })
  const seen = await split.query(
    'shop',
    'SELECT what, rows::int FROM shop.seen WHERE rows > 0 ORDER BY transaction, what',
  )
  expect(seen).toEqual([...[10, 10, 10, 5].map((rows) => ['DELETE', rows]), ['UPDATE', 10], ['UPDATE', 4]])
  expect(await split.query('shop', 'SELECT count(DISTINCT transaction)::int FROM shop.seen WHERE rows > 0')).toEqual([
    [6],
  ])
  await split.query('shop', 'DROP FUNCTION shop.see CASCADE')
  await split.atRest()
})

test('it goes to the rows that it takes, and does not read the whole relation for each transaction', async () => {
  await withClient(split.urlOf('shop'), async (client) => {
    const ask = async (text: string) => Object.values((await client.query<Record<string, unknown>>(text)).rows[0] ?? {})
    await client.query(
      `BEGIN;
       INSERT INTO shop.basket (owner) SELECT 6 + n % 2 FROM generate_series(1, 20000) AS n;
       UPDATE fountain_split.people_person_id_state SET closing = 99 WHERE key1 = 6`,
    )
    await client.query('ANALYZE shop.basket')
    const [reference, places] = await ask(
      'SELECT * FROM fountain_split.people_person_id_list_some(ARRAY[99], 10, 5000)',
    )
    const read = `SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'basket'`
    const before = await ask(read)
    const act = `SELECT fountain_split.people_person_id_act_on_some(ARRAY[99], ${String(reference)}, '${String(places)}')::int`
    expect(await ask(act)).toEqual([5000])
    expect(await ask(act)).toEqual([0])
    expect(await ask(read)).toEqual(before)
    expect(await ask('SELECT count(*)::int FROM shop.basket WHERE owner = 7')).toEqual([10_000])
    await client.query('ROLLBACK')
  })
})

test('rows that were taken before a worker ended are not there for the next one, and nothing else is lost', async () => {
  await split.query('shop', 'INSERT INTO shop.basket (owner) SELECT 8 + n % 2 FROM generate_series(1, 800) AS n')
  const outcome = release(8)
  const left = async (owner: number) =>
    Number((await split.query('shop', `SELECT count(*) FROM shop.basket WHERE owner = ${owner}`))[0]![0])
  await eventually(async () => expect(await left(8)).toBeLessThan(400))
  await split.halt('shop')
  expect(await left(8)).toBeGreaterThan(0)
  const refused = split.query('shop', 'INSERT INTO shop.basket (owner) VALUES (8)')
  await expect(refused).rejects.toMatchObject({ code: '23503', constraint: 'basket_owner' })
  await split.start('shop')
  expect(await outcome).toMatchObject({ outcome: 'released' })
  expect([await left(8), await left(9)]).toEqual([0, 400])
  await split.atRest()
})

/** Takes the person's baskets as somebody who writes, so that what was decided is not done yet; tells whether a badge may come. */
async function badgeMayCome(id: number): Promise<string> {
  let answer = ''
  let outcome: Promise<ReleaseOutcome> | undefined
  await withClient(split.urlOf('shop'), async (client) => {
    await client.query(`INSERT INTO shop.basket (owner) VALUES (${id})`)
    await client.query(`BEGIN; SELECT FROM shop.basket WHERE owner = ${id} FOR UPDATE`)
    outcome = release(id)
    const phase = `SELECT phase FROM fountain_split.release_attempt WHERE subject = '${id}'`
    await eventually(async () => expect(await split.query('people', phase)).toEqual([['decided']]))
    const insert = `INSERT INTO people.badge VALUES (${id}, ${id})`
    answer = await split.query('people', insert).then(() => 'came', (error: { code: string; constraint: string }) => `${error.code} ${error.constraint}`) // prettier-ignore
    await split.query('people', `DELETE FROM people.badge WHERE id = ${id}`)
    await client.query('COMMIT')
  })
  expect(await outcome).toMatchObject({ outcome: 'released' })
  return answer
}

test('between the decision and the end nothing of its own service refers to the key, either', async () => {
  await split.query('people', 'INSERT INTO people.badge VALUES (2, 2)')
  expect(await release(2)).toMatchObject({ outcome: 'refused', service: 'people', constraint: 'badge_person' })
  await split.atRest()
  await split.query('people', 'INSERT INTO people.badge VALUES (102, 2), (103, 3); DELETE FROM people.badge')
  expect(await badgeMayCome(2)).toBe('23503 badge_person')
  await split.query('people', 'DROP FUNCTION fountain_split.person_id_closing_rows_local_1 CASCADE')
  expect(await badgeMayCome(3)).toBe('came')
})

test('a service that neither answers nor fails holds up what it has to vote on, and nothing else', async () => {
  await split.halt('people')
  const { description, database } = split.settingsOf('people')
  const people = testPool(String(database))
  const shop = testPool(split.settingsOf('people').others!['shop'] as string, 2)
  const mute = { query: () => new Promise(() => {}) } as unknown as pg.Pool
  const pace = { timeout: 600, attempts: 1, again: 100, poll: 50 }
  const worker = makeReleaseWorker(
    { description, release: pace },
    (service) => ({ people, shop, mail: mute })[service]!,
  )!
  worker.start()
  const answers = await Promise.all([release(10), release(11)])
  const refused = { outcome: 'refused', service: 'mail', code: '55P03' }
  expect(answers).toMatchObject([refused, refused])
  await eventually(async () => expect(await split.closed('shop', 'people_person_id')).toEqual([]))
  await worker.stop()
  await Promise.all([people.end(), shop.end()])
  await split.start('people')
  await split.atRest()
})

test('what is over is removed, and not taken for new when it comes again', async () => {
  await split.query('shop', 'INSERT INTO shop.basket (owner) VALUES (4)')
  await split.halt('mail')
  const outcome = release(4)
  const letter = {
    format: 1,
    values: { id: 5 },
    epoch: '1',
    message: { type: 'ask', id: 'people 0.1', key: JSON.stringify(['people.person_id', '5']), attempt: 1, rank: '', version: 1, from: 'people', to: 'shop' },
  } // prettier-ignore
  await split.start('mail')
  expect(await outcome).toMatchObject({ outcome: 'released' })
  const kept = (service: string) =>
    split.query(
      service,
      `SELECT count(*)::int FROM (
         SELECT FROM fountain_split.release_request UNION ALL SELECT FROM fountain_split.release_attempt
         UNION ALL SELECT FROM fountain_split.release_ballot) AS every`,
    )
  await split.atRest()
  for (const each of ['people', 'shop', 'mail']) {
    const pool = testPool(split.urlOf(each), 10)
    await pruneReleases(pool, 'fountain_split', 0)
    await pool.end()
    expect(await kept(each)).toEqual([[0]])
  }
  await split.halt('people')
  const send = (message: object) =>
    split.query('shop', `INSERT INTO fountain_split.release_message (letter) VALUES ('${JSON.stringify({ ...letter, message })}')`) // prettier-ignore
  await send(letter.message)
  await send({ ...letter.message, type: 'decided' })
  const answers = 'SELECT letter #>> $${message,type}$$ FROM fountain_split.release_message'
  await eventually(async () => expect(await split.query('people', answers)).toEqual([['done']]))
  expect(await split.closed('shop', 'people_person_id')).toEqual([])
  expect(await kept('shop')).toEqual([[0]])
})
