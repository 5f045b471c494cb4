import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NativeReference, ReferencedKey } from '../../emit/reference-sql/reference-value.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { column, nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

const hostile = { schema: 'public', name: `ch"i'ld$body$--\n` }
const pair = referencedKey({ name: 'parent_a_b', relation: { schema: 'public', name: 'parent' }, columns: [column('a'), column('b')] }) // prettier-ignore
const parents =
  'CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b)); INSERT INTO parent VALUES (1, 1), (2, 2), (9, 9)'
const children = `CREATE TABLE "ch""i'ld$body$--\n" (n int PRIMARY KEY, "x;y" int DEFAULT 9, b int DEFAULT 9)`
const table = `"ch""i'ld$body$--\n"`
const rows = `SELECT n, "x;y", b FROM ${table} ORDER BY n`

/** Of two columns, which it names in another order than the key does. */
function reference(more: Partial<NativeReference>): NativeReference {
  return nativeReference({
    constraint: `it's "one"\n-- two`,
    relation: hostile,
    columns: [
      { from: 'b', to: 'b' },
      { from: 'x;y', to: 'a' },
    ],
    ...more,
  })
}

async function withSystem(
  more: Partial<NativeReference>,
  use: (system: SplitSystem) => Promise<void>,
  key: ReferencedKey = pair,
): Promise<void> {
  const system = await makeSystem(server, {
    key,
    references: [reference(more)],
    guarded: true,
    referencedSql: parents,
    referencingSql: children,
  })
  try {
    await system.referencing.query(`INSERT INTO ${table} VALUES (1, 1, 1), (2, 2, 2), (3, NULL, 1), (4, 1, NULL)`)
    await use(system)
  } finally {
    await system.stop()
  }
}

const others = [
  [3, null, 1],
  [4, 1, null],
]

describe('what happens to rows when the key that they name goes or changes', () => {
  const gone = 'DELETE FROM parent WHERE a = 1'
  const changed = 'UPDATE parent SET a = 5 WHERE a = 1'
  test.each<[string, Partial<NativeReference>, string, unknown]>([
    ['ON DELETE CASCADE', { onDelete: 'cascade' }, gone, [[2, 2, 2], ...others]],
    ['ON DELETE SET NULL', { onDelete: 'set null' }, gone, [[1, null, null], [2, 2, 2], ...others]],
    [
      'ON DELETE SET NULL (b)',
      { onDelete: 'set null', onDeleteColumns: ['b'] },
      gone,
      [[1, 1, null], [2, 2, 2], ...others],
    ],
    ['ON DELETE SET DEFAULT', { onDelete: 'set default' }, gone, [[1, 9, 9], [2, 2, 2], ...others]],
    ['ON UPDATE CASCADE', { onUpdate: 'cascade' }, changed, [[1, 5, 1], [2, 2, 2], ...others]],
    ['ON UPDATE SET NULL', { onUpdate: 'set null' }, changed, [[1, null, null], [2, 2, 2], ...others]],
    ['ON UPDATE SET DEFAULT', { onUpdate: 'set default' }, changed, [[1, 9, 9], [2, 2, 2], ...others]],
    [
      'ON DELETE NO ACTION of a key that is there again when its statement ends',
      { onDelete: 'no action' },
      'WITH d AS (DELETE FROM parent WHERE a = 1 RETURNING *) INSERT INTO parent SELECT * FROM d',
      [[1, 1, 1], [2, 2, 2], ...others],
    ],
  ])('%s', async (_, more, sql, expected) => {
    await withSystem(more, async (system) => {
      await system.referenced.query(sql)
      await system.settle()
      expect(await rowsOf(system.referencing, rows)).toEqual(expected)
      expect(await system.consumer.listParked()).toEqual([])
    })
  })

  test.each<[string, Partial<NativeReference>]>([
    ['SET DEFAULT to a key that is gone too', { onDelete: 'set default' }],
    ['MATCH FULL and SET NULL of one column of two', { onDelete: 'set null', onDeleteColumns: ['b'], match: 'full' }],
    ['RESTRICT', { onDelete: 'restrict' }],
    ['NO ACTION', { onDelete: 'no action' }],
  ])('%s is refused, and the event parked', async (_, more) => {
    await withSystem(more, async (system) => {
      await system.referenced.query('DELETE FROM parent WHERE a IN (1, 9)')
      await system.relay.drain()
      await system.consumer.drain()
      const [parked] = await system.consumer.listParked()
      expect(parked?.error).toMatch(/^(update or delete on table "parent"|insert or update on table "ch"i'ld\$body\$--\n") violates foreign key constraint "it's "one"\n-- two"/) // prettier-ignore
      expect(await rowsOf(system.referencing, `${rows} LIMIT 1`)).toEqual([[1, 1, 1]])
    })
  })
})

type Facts = readonly [epoch: number | null, incarnation: number | null, version: number | null]

/** What a guard is told of keys, one transaction each. */
async function hold(
  system: SplitSystem,
  keys: readonly (readonly [string, string])[],
  facts: Facts,
): Promise<string[]> {
  const each = (at: number) => keys.map(() => facts[at])
  const { rows: answers } = await system.referencing.query(
    'SELECT answer FROM fountain_split.playwrights_parent_a_b_hold($1, $2, $3, $4, $5) ORDER BY place',
    [keys.map(([a]) => a), keys.map(([, b]) => b), each(0), each(1), each(2)],
  )
  return answers.map(({ answer }) => answer)
}

const nobodyAsked: Facts = [null, null, null]

describe('what a guard is told', () => {
  const states = `SELECT key1, key2, incarnation, version, alive FROM fountain_split.playwrights_parent_a_b_state ORDER BY 1`

  test('keys by what was heard of them, where nobody was asked', async () => {
    await withSystem({}, async (system) => {
      await system.referenced.query('DELETE FROM parent WHERE a = 2')
      await system.settle()
      await system.referencing.query(
        `UPDATE fountain_split.playwrights_parent_a_b_state SET closing = 1 WHERE key1 = 9`,
      )
      const known = await rowsOf(system.referencing, states)
      expect(await hold(system, [['1', '1'], ['2', '2'], ['3', '3'], ['9', '9']], nobodyAsked)).toEqual(['held', 'absent', 'absent', 'closing']) // prettier-ignore
      expect(await rowsOf(system.referencing, states)).toEqual(known)
    })
  })

  test('a newer answer is recorded; a tombstone as new, or the mark, is an answer to a late one', async () => {
    await withSystem({ onUpdate: 'no action' }, async (system) => {
      expect(
        await hold(
          system,
          [
            ['5', '5'],
            ['5', '5'],
          ],
          [1, 100, 100],
        ),
      ).toEqual(['held', 'held'])
      await system.referenced.query('DELETE FROM parent WHERE a = 2')
      await system.settle()
      const [[version]] = (await rowsOf(system.referencing, `SELECT version::int FROM fountain_split.playwrights_parent_a_b_state WHERE key1 = 2`)) as [[number]] // prettier-ignore
      expect(await hold(system, [['2', '2']], [1, 1, version])).toEqual(['absent'])
      await system.referencing.query(`SELECT fountain_split.playwrights_parent_a_b_forget(1, 50)`)
      expect(await hold(system, [['2', '2']], [1, 1, version])).toEqual(['absent'])
      expect(await hold(system, [['2', '2']], [1, 101, 101])).toEqual(['held'])
    })
  })

  test('nothing is decided while an older life of the key stands here', async () => {
    await withSystem({ onUpdate: 'no action' }, async (system) => {
      expect(await hold(system, [['1', '1']], [1, 100, 100])).toEqual(['behind'])
      await system.referenced.query('DELETE FROM parent WHERE a = 1')
      await system.settle()
      expect(await hold(system, [['1', '1']], [1, 100, 100])).toEqual(['held'])
    })
  })

  test('the service’s role reaches the state through functions only', async () => {
    await withSystem({}, async (system) => {
      const client = await system.referencing.connect()
      await client.query('SET ROLE scripts_service')
      await expect(client.query('SELECT FROM fountain_split.playwrights_parent_a_b_state')).rejects.toMatchObject({ code: '42501' }) // prettier-ignore
      await expect(client.query(`SELECT fountain_split.playwrights_parent_a_b_apply('{delete}', '{1}', '{1}', '{1}', '{1}')`)).rejects.toMatchObject({ code: '42501' }) // prettier-ignore
      const { rows: held } = await client.query(`SELECT answer FROM fountain_split.playwrights_parent_a_b_hold('{1}', '{1}', '{NULL}', '{NULL}', '{NULL}')`) // prettier-ignore
      expect(held).toEqual([{ answer: 'held' }])
      await client.query('RESET ROLE')
      client.release()
    })
  })
})

test('a reference between types that do not compare is followed by its texts', async () => {
  const key = referencedKey({ columns: [column('id', 'uuid')] })
  const system = await makeSystem(server, {
    key,
    references: [
      nativeReference({ columns: [{ from: 'playwright_id', to: 'id', asText: 'text' }], onUpdate: 'cascade' }),
    ],
    guarded: true,
    referencedSql: `CREATE TABLE playwright (id uuid PRIMARY KEY); INSERT INTO playwright SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid FROM generate_series(1, 3) AS n`,
    referencingSql: 'CREATE TABLE script (n int, playwright_id text)',
  })
  await system.referencing.query(`INSERT INTO script SELECT n, '00000000-0000-0000-0000-00000000000' || n FROM generate_series(1, 3) AS n`) // prettier-ignore
  await system.referenced.query(`DELETE FROM playwright WHERE id::text LIKE '%1'`)
  await system.referenced.query(`UPDATE playwright SET id = 'aaaaaaaa-0000-0000-0000-000000000002' WHERE id::text LIKE '%2'`) // prettier-ignore
  await system.settle()
  const script = 'SELECT right(playwright_id, 1), left(playwright_id, 1) FROM script ORDER BY n'
  expect(await rowsOf(system.referencing, script)).toEqual([
    ['2', 'a'],
    ['3', '0'],
  ])
  await system.stop()
})
