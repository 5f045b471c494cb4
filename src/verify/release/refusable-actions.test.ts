import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ReleaseOutcome } from '../../runtime/index.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'
import { restrictCode } from '../references/restrict-code.test-support.ts'

/** Every way in which an action can be refused by the side that it is done to. */
const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE people.place (a integer, b integer, PRIMARY KEY (a, b));
  CREATE TABLE shop.rule (id integer PRIMARY KEY, owner integer DEFAULT 0 CONSTRAINT rule_owner REFERENCES people.person ON DELETE SET DEFAULT);
  CREATE TABLE shop.sale (id integer PRIMARY KEY, buyer integer NOT NULL CONSTRAINT sale_buyer REFERENCES people.person ON DELETE SET NULL);
  CREATE TABLE shop.slot (id integer PRIMARY KEY, holder integer REFERENCES people.person ON DELETE SET NULL,
    CONSTRAINT one_holder UNIQUE NULLS NOT DISTINCT (holder));
  CREATE TABLE shop.post (id integer PRIMARY KEY, author integer REFERENCES people.person ON DELETE CASCADE, pinned boolean NOT NULL DEFAULT false);
  CREATE TABLE shop.comment (id integer PRIMARY KEY, post integer CONSTRAINT comment_post REFERENCES shop.post ON DELETE RESTRICT);
  CREATE FUNCTION shop.keep_pinned() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF OLD.pinned THEN RAISE EXCEPTION 'post % is pinned', OLD.id; END IF; RETURN OLD; END $$;
  CREATE TRIGGER keep_pinned BEFORE DELETE ON shop.post FOR EACH ROW EXECUTE FUNCTION shop.keep_pinned();
  CREATE TABLE shop.bench (id integer PRIMARY KEY, a integer, b integer,
    CONSTRAINT bench_place FOREIGN KEY (a, b) REFERENCES people.place MATCH FULL ON DELETE SET NULL (b));`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(
    server,
    schema,
    ['people', 'shop'],
    {},
    `references:\n  - { from: 'shop.bench(a, b)', update: refuse }`,
  )
  await split.query('people', 'INSERT INTO people.person SELECT generate_series(0, 60)')
  await split.query('people', 'INSERT INTO people.place SELECT n, n FROM generate_series(1, 9) AS n')
  await split.untilKeys('shop', 'people_person_id', 61)
  await split.untilKeys('shop', 'people_place_a_b', 9)
})
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const release = (id: number, options?: { patience: number }): Promise<ReleaseOutcome> =>
  split.release('people', 'person_id', [id], options)
const empty = () =>
  split.query(
    'shop',
    `UPDATE shop.post SET pinned = false; DELETE FROM shop.comment;
     DELETE FROM shop.post; DELETE FROM shop.rule; DELETE FROM shop.sale; DELETE FROM shop.slot`,
  )
const codeOf = (attempt: Promise<unknown>) => attempt.then(() => 'ok', ({ code }: { code: string }) => code) // prettier-ignore

describe('an action that the other side refuses', () => {
  // The key that SET DEFAULT turns to.
  beforeAll(async () => {
    await release(0)
  })
  test.each([
    ['SET DEFAULT, where the default is no key', 'INSERT INTO shop.rule VALUES (1, 1)', { code: '23503', constraint: 'rule_owner' }, 1],
    ['SET NULL of a NOT NULL column', 'INSERT INTO shop.sale VALUES (1, 2)', { code: '23502', relation: 'shop.sale' }, 2],
    ['SET NULL of a column that is unique with its NULLs', 'INSERT INTO shop.slot VALUES (1, NULL), (2, 3)', { code: '23505', constraint: 'one_holder' }, 3],
    ['CASCADE, by a trigger', 'INSERT INTO shop.post VALUES (1, 4, true)', { code: 'P0001', message: 'post 1 is pinned' }, 4],
    ['CASCADE, by a RESTRICT further down', 'INSERT INTO shop.post VALUES (2, 5); INSERT INTO shop.comment VALUES (2, 2)', { code: restrictCode, constraint: 'comment_post' }, 5],
  ] as const)('%s', async (_, rows, refusal, id) => {
    await split.query('shop', rows)
    expect(await release(id)).toMatchObject({ outcome: 'refused', service: 'shop', ...refusal })
    await split.atRest()
    expect(await split.query('people', `SELECT id FROM people.person WHERE id = ${id}`)).toEqual([[id]])
    // Nothing is shut any more.
    await empty()
    expect(await release(id)).toMatchObject({ outcome: 'released' })
    await split.atRest()
  }, 60_000) // prettier-ignore

  test('MATCH FULL, where only some of the columns would become NULL', async () => {
    await split.query('shop', 'INSERT INTO shop.bench VALUES (1, 1, 1)')
    const place = (a: number) => split.release('people', 'place_a_b', [a, a])
    expect(await place(1)).toMatchObject({ outcome: 'refused', service: 'shop', code: '23503', constraint: 'bench_place' }) // prettier-ignore
    expect(await place(2)).toMatchObject({ outcome: 'released' })
    await split.atRest()
  })

  test('is done where nothing refuses it', async () => {
    await split.query('people', 'INSERT INTO people.person VALUES (0)')
    await split.untilKeys('shop', 'people_person_id', 56)
    await split.query('shop', 'INSERT INTO shop.rule VALUES (10, 10)')
    await split.query('shop', 'INSERT INTO shop.post VALUES (10, 10)')
    await split.query('shop', 'INSERT INTO shop.slot VALUES (10, 10)')
    expect(await release(10)).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await split.query('shop', 'SELECT id, owner FROM shop.rule')).toEqual([[10, 0]])
    expect(await split.query('shop', 'SELECT id FROM shop.post')).toEqual([])
    expect(await split.query('shop', 'SELECT id, holder FROM shop.slot')).toEqual([[10, null]])
    // It names the key that SET DEFAULT turns to, which cannot go any more.
    expect(await release(0)).toMatchObject({ outcome: 'refused', service: 'shop' })
    await split.atRest()
    await split.query('shop', 'DELETE FROM shop.rule')
    await split.query('shop', 'DELETE FROM shop.slot')
  }, 60_000)
})

/** What would have the action refused after the vote; each with a key of its own. */
const traps = [
  ['INSERT INTO shop.rule VALUES (20, 20)', 'DELETE FROM shop.rule'],
  ['INSERT INTO shop.slot VALUES (21, 21)', 'INSERT INTO shop.slot VALUES (99, NULL)'],
  ['INSERT INTO shop.post VALUES (22, 22)', 'UPDATE shop.post SET pinned = true'],
  ['INSERT INTO shop.post VALUES (23, 23)', 'INSERT INTO shop.comment VALUES (23, 23)'],
] as const

describe('between the vote and the outcome', () => {
  /** Has a key released while the row of the key is locked, so that the decision waits for `meanwhile`. */
  async function whileVoted<Result>(id: number, meanwhile: () => Promise<Result>, patience = 30_000) {
    return withClient(split.urlOf('people'), async (holder) => {
      await holder.query(`BEGIN; SELECT FROM people.person WHERE id = ${id} FOR UPDATE`)
      const outcome = release(id, { patience })
      await eventually(async () => expect(await split.closed('shop', 'people_person_id')).toEqual([[id]]))
      const found = await meanwhile()
      await holder.query('COMMIT')
      return { found, outcome: await outcome }
    })
  }

  test.each(traps)('nobody writes to what the action could be refused for: %s, then %s', async (rows, trap) => {
    await split.query('shop', rows)
    const id = Number(/(\d+)\)$/.exec(rows)![1])
    await withClient(split.urlOf('shop'), async (early) => {
      // A snapshot from before the vote does not see the gate.
      await early.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT txid_current()')
      const { found, outcome } = await whileVoted(id, async () => [
        await codeOf(split.query('shop', trap)),
        await codeOf(early.query(trap)),
        await codeOf(split.query('shop', `BEGIN ISOLATION LEVEL SERIALIZABLE; ${trap}; COMMIT`)),
      ])
      expect(found).toEqual(['40001', '40001', '40001'])
      expect(outcome).toMatchObject({ outcome: 'released' })
    })
    await split.atRest()
    expect(await codeOf(split.query('shop', trap))).not.toBe('40001')
    await empty()
  }, 60_000) // prettier-ignore

  test('who writes already is waited for', async () => {
    await split.query('shop', 'UPDATE shop.post SET pinned = false; INSERT INTO shop.post VALUES (24, 24)')
    await withClient(split.urlOf('shop'), async (writer) => {
      await writer.query('BEGIN; UPDATE shop.post SET pinned = true WHERE id = 24')
      const outcome = release(24)
      await eventually(async () => expect(await split.closing('people', 'person_id')).toEqual([[24]]))
      await writer.query('COMMIT')
      expect(await outcome).toMatchObject({ outcome: 'refused', message: 'post 24 is pinned' })
    })
    await split.atRest()
  }, 60_000)

  test('without the fence what was agreed to cannot be done', async () => {
    await split.query('shop', 'DROP FUNCTION fountain_split.people_person_id_fenced() CASCADE')
    await split.query('shop', 'INSERT INTO shop.post VALUES (25, 25)')
    const { found, outcome } = await whileVoted(25, () => codeOf(split.query('shop', 'UPDATE shop.post SET pinned = true')), 4000)
    expect([found, outcome.outcome]).toEqual(['ok', 'undecided'])
    const phase = () => split.query('people', `SELECT phase FROM fountain_split.release_attempt WHERE subject = '25'`)
    await eventually(async () => expect(await phase()).toEqual([['decided']]))
    expect(await split.query('shop', 'SELECT id FROM shop.post')).toContainEqual([25])
  }, 60_000) // prettier-ignore
})
