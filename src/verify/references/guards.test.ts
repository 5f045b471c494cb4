import type { Generated, Kysely } from 'kysely'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExistencePort, Lookup } from '../../runtime/index.ts'
import { checkReference, ExistenceUnavailable, UnguardedWrite } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { askDirectly, askOverHttp, describeGuard, openGuarded } from './guarded-database.test-support.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

interface Tables {
  'public.script': { id: Generated<number>; playwright_id: number | null; title: string | null }
}

let server: ScratchServer
let system: SplitSystem
const key = referencedKey()
const reference = nativeReference({ onUpdate: 'no action' })
const guard = describeGuard(key, reference)

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    key,
    references: [reference],
    guarded: true,
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: `CREATE TABLE script (id serial PRIMARY KEY, playwright_id int DEFAULT 404, title text UNIQUE);
      DO 'BEGIN CREATE ROLE scripts_service LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END';
      GRANT SELECT, INSERT, UPDATE, DELETE ON script TO scripts_service; GRANT USAGE ON SEQUENCE script_id_seq TO scripts_service`,
  })
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

beforeEach(async () => {
  await system.referenced.query('DELETE FROM playwright; INSERT INTO playwright SELECT generate_series(1, 5)')
  await system.settle()
  await system.referencing.query('DELETE FROM script')
})

async function guarded(lookup: Lookup, use: (db: Kysely<Tables>) => Promise<void>): Promise<void> {
  const db = openGuarded<Tables>(system, [guard], lookup)
  try {
    await use(db)
  } finally {
    await db.destroy()
  }
}

const scripts = () => rowsOf(system.referencing, 'SELECT playwright_id, title FROM script ORDER BY title')
/** What PostgreSQL says of a foreign key, field by field. */
const refused = (id: number) => ({
  code: '23503',
  message: 'insert or update on table "script" violates foreign key constraint "script_playwright_id_fkey"',
  detail: `Key (playwright_id)=(${id}) is not present in table "playwright".`,
  constraint: 'script_playwright_id_fkey',
  schema: 'public',
  table: 'script',
})

describe.each<[string, () => Lookup]>([
  ['over HTTP', () => askOverHttp(system)],
  ['in the register', () => askDirectly(system)],
  ['by what was heard', () => 'local'],
])('keys that are looked up %s', (_, lookup) => {
  test('rows that name them are written, and others refused in the words of the constraint', async () => {
    await guarded(lookup(), async (db) => {
      const one = { playwright_id: 1, title: 'a' }
      expect(await db.insertInto('public.script').values(one).executeTakeFirst()).toMatchObject({ numInsertedOrUpdatedRows: 1n }) // prettier-ignore
      await expect(db.insertInto('public.script').values({ playwright_id: 7 }).execute()).rejects.toMatchObject(refused(7)) // prettier-ignore
      await expect(db.updateTable('public.script').set({ playwright_id: 8 }).execute()).rejects.toMatchObject(refused(8)) // prettier-ignore
      await db.updateTable('public.script').set({ title: 'b' }).execute()
      await db.insertInto('public.script').values({ playwright_id: null }).execute()
      expect(await scripts()).toEqual([[1, 'b'], [null, null]]) // prettier-ignore
    })
  })
})

describe('every form of a write', () => {
  test('many rows at once: one question, and none is written if one is refused', async () => {
    let questions = 0
    const port = askDirectly(system)
    const counting: ExistencePort = { find: (...asked) => (questions++, port.find(...asked)) }
    await guarded(counting, async (db) => {
      const rows = Array.from({ length: 20 }, (_, n) => ({ playwright_id: (n % 5) + 1, title: String(n) }))
      await db.insertInto('public.script').values(rows).execute()
      expect(questions).toBe(5)
      await expect(db.insertInto('public.script').values([{ playwright_id: 2 }, { playwright_id: 6 }, { playwright_id: 7 }]).execute()).rejects.toMatchObject(refused(6)) // prettier-ignore
      expect(await rowsOf(system.referencing, 'SELECT count(*)::int FROM script')).toEqual([[20]])
    })
  })

  test('what the statement gives back is what it gave back without a guard', async () => {
    await guarded('local', async (db) => {
      const insert = db.insertInto('public.script').values({ playwright_id: 1, title: 'a' })
      expect(await insert.returning(['playwright_id', 'title']).execute()).toEqual([{ playwright_id: 1, title: 'a' }])
      const update = db.updateTable('public.script as s').set({ playwright_id: 2 }).returningAll()
      expect(Object.keys((await update.executeTakeFirstOrThrow()) as object)).toEqual(['id', 'playwright_id', 'title'])
    })
  })

  test('upserts, INSERT … SELECT, defaults, UPDATE … FROM: by what is written', async () => {
    await guarded('local', async (db) => {
      const insert = db.insertInto('public.script')
      await insert.values({ playwright_id: 1, title: 'a' }).execute()
      const upsert = (id: number) => insert.values({ playwright_id: 2, title: 'a' }).onConflict((on) => on.column('title').doUpdateSet({ playwright_id: id })) // prettier-ignore
      await upsert(3).execute()
      await expect(upsert(9).execute()).rejects.toMatchObject(refused(9))
      await expect(insert.values({ title: 'default' }).execute()).rejects.toMatchObject(refused(404))
      const copy = (id: number) => insert.columns(['playwright_id']).expression((from) => from.selectFrom('public.script').select(sql<number>`${sql.lit(id)}::int`.as('id'))) // prettier-ignore
      await copy(4).execute()
      await expect(copy(44).execute()).rejects.toMatchObject(refused(44))
      const from = db.updateTable('public.script as s').from('public.script as o').whereRef('o.id', '=', 's.id')
      await expect(from.set((each) => ({ playwright_id: each('o.playwright_id', '+', 20) })).execute()).rejects.toMatchObject({ code: '23503' }) // prettier-ignore
      expect(await scripts()).toEqual([[3, 'a'], [4, null]]) // prettier-ignore
    })
  })

  test('what nobody could look at is not run', async () => {
    await guarded('local', async (db) => {
      const merge = db.mergeInto('public.script as s').using('public.script as o', 's.id', 'o.id').whenMatched().thenUpdateSet({ playwright_id: 7 }) // prettier-ignore
      await expect(merge.execute()).rejects.toBeInstanceOf(UnguardedWrite)
      const nested = db.with('w', (each) => each.insertInto('public.script').values({ playwright_id: 7 }).returning('id')).selectFrom('w').selectAll() // prettier-ignore
      await expect(nested.execute()).rejects.toBeInstanceOf(UnguardedWrite)
      await expect(db.insertInto('public.script').values({ playwright_id: 7 }).returning('id').stream(1).next()).rejects.toBeInstanceOf(UnguardedWrite) // prettier-ignore
      expect(await scripts()).toEqual([])
    })
  })
})

describe('in a transaction', () => {
  test('a refusal ends it, whatever is caught, as a foreign key does', async () => {
    await guarded('local', async (db) => {
      const run = db.transaction().execute(async (trx) => {
        await trx.insertInto('public.script').values({ playwright_id: 7 }).execute().catch(() => {}) // prettier-ignore
        await trx.insertInto('public.script').values({ playwright_id: 1 }).execute()
      })
      await expect(run).rejects.toMatchObject({ code: '25P02' })
      expect(await scripts()).toEqual([])
    })
  })

  test('neither does a row stay where nobody could tell', async () => {
    const away: ExistencePort = { find: () => Promise.reject(new ExistenceUnavailable('playwrights.playwright_id', new Error('away'))) } // prettier-ignore
    await guarded(away, async (db) => {
      await expect(db.insertInto('public.script').values({ playwright_id: 1 }).execute()).rejects.toBeInstanceOf(ExistenceUnavailable) // prettier-ignore
      await db.transaction().execute((trx) => trx.insertInto('public.script').values({ playwright_id: 1 }).execute().catch(() => {})) // prettier-ignore
      expect(await scripts()).toEqual([])
    })
  })

  test('one that was begun by hand is not committed by a guard', async () => {
    await guarded('local', async (db) => {
      await db.connection().execute(async (one) => {
        await sql`BEGIN`.execute(one)
        await one.insertInto('public.script').values({ playwright_id: 1 }).execute()
        await sql`ROLLBACK`.execute(one)
        await one.insertInto('public.script').values({ playwright_id: 2 }).execute()
      })
      expect(await scripts()).toEqual([[2, null]])
    })
  })

  test('a key that closes is refused with a code after which a transaction is tried again', async () => {
    await system.referencing.query(
      'UPDATE fountain_split.playwrights_playwright_id_state SET closing = 1 WHERE key1 = 1',
    )
    await guarded(askDirectly(system), async (db) => {
      const write = db.insertInto('public.script').values({ playwright_id: 1 }).execute()
      await expect(write).rejects.toMatchObject({ code: '40001', constraint: 'script_playwright_id_fkey', table: 'script' }) // prettier-ignore
    })
    await system.referencing.query('UPDATE fountain_split.playwrights_playwright_id_state SET closing = NULL')
  })

  test('SQL as text is checked where somebody asks for it', async () => {
    await guarded('local', async (db) => {
      const write = (id: number) =>
        db.transaction().execute(async (trx) => {
          await checkReference(trx, guard, 'local', [{ playwright_id: id }])
          await sql`INSERT INTO script (playwright_id) VALUES (${id})`.execute(trx)
        })
      await write(1)
      await expect(write(7)).rejects.toMatchObject(refused(7))
      expect(await scripts()).toEqual([[1, null]])
    })
  })
})

test('MATCH FULL refuses a row that names half a key', async () => {
  const halves = { ...guard, match: 'full' as const, columns: [...guard.columns, { from: 'title', to: 'id' }] }
  const db = openGuarded<Tables>(system, [halves], 'local')
  await expect(db.insertInto('public.script').values({ playwright_id: 1 }).execute()).rejects.toMatchObject({
    code: '23503',
    detail: 'MATCH FULL does not allow mixing of null and nonnull key values.',
  })
  await db.destroy()
})
