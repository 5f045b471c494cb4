import { setTimeout as sleep } from 'node:timers/promises'
import type { Generated, Kysely } from 'kysely'
import type { ExistencePort } from '../../runtime/index.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { askDirectly, describeGuard, openGuarded } from './guarded-database.test-support.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem } from './split-system.test-support.ts'

export interface GuardedTables {
  'public.script': { id: Generated<number>; playwright_id: number; incarnation: string | null }
}

export const guardedKey = referencedKey()
export const guardedReference = nativeReference({ onUpdate: 'no action' })
export const guard = describeGuard(guardedKey, guardedReference)

export function makeGuardedSystem(server: ScratchServer, mutate?: (sql: string) => string): Promise<SplitSystem> {
  return makeSystem(server, {
    key: guardedKey,
    references: [guardedReference],
    guarded: true,
    relay: 'skip-locked',
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: `CREATE TABLE script (id serial PRIMARY KEY, playwright_id int, incarnation bigint); CREATE INDEX ON script (playwright_id);
      DO 'BEGIN CREATE ROLE scripts_service LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END';
      GRANT SELECT, INSERT, UPDATE, DELETE ON script TO scripts_service; GRANT USAGE ON SEQUENCE script_id_seq TO scripts_service;
      CREATE FUNCTION life_of(id int) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS
        'BEGIN RETURN (SELECT incarnation FROM fountain_split.playwrights_playwright_id_state WHERE key1 = id); END'`,
    ...(mutate && { mutate }),
  })
}

/** What a guard must hold to, and a mistake that leaves a row of a key, or of a life of it, that is over. */
export interface GuardRule {
  readonly rule: string
  /** The variant of the model that lacks it. */
  readonly variant: string
  readonly mutant: string
  readonly mutate: (sql: string) => string
  /** Every row that it writes names a key that ends. */
  readonly run: (system: SplitSystem) => Promise<void>
}

const state = 'fountain_split.playwrights_playwright_id_state'

export const guardRules: readonly GuardRule[] = [
  {
    rule: 'a tombstone as new as the answer is an answer',
    variant: 'C0',
    mutant: 'tombstones are not looked at',
    mutate: replaceAll("WHEN s.alive THEN 'held'", "WHEN true THEN 'held'"),
    run: (system) => writeWhile(system, () => remove(system)),
  },
  {
    rule: 'who holds a key is waited for',
    variant: 'C1',
    mutant: 'keys are not locked',
    mutate: (sql) => replaceAll(' FOR UPDATE;', ';')(replaceAll(' FOR KEY SHARE;', ';')(sql)),
    async run(system) {
      let removed: Promise<void> | undefined
      await guarded(system, askDirectly(system), (db) =>
        db.transaction().execute(async (trx) => {
          await insert(trx)
          removed = remove(system)
          await Promise.race([removed, sleep(500)])
        }),
      )
      await removed
    },
  },
  {
    rule: 'an answer at or below the mark is refused, as its tombstone may be forgotten',
    variant: 'C3',
    mutant: 'the mark is not looked at',
    mutate: replaceAll('m.mark >= g.version', 'false'),
    run: (system) =>
      writeWhile(system, async () => {
        await remove(system)
        await system.referencing.query(`SELECT fountain_split.playwrights_playwright_id_forget(1, max(version)) FROM ${state}`) // prettier-ignore
      }),
  },
  {
    rule: 'a newer life is not taken while the older stands',
    variant: 'A1',
    mutant: 'the older life is written over',
    mutate: replaceAll('NOT (s.alive AND s.incarnation < g.incarnation)', 'true'),
    async run(system) {
      await guarded(system, askDirectly(system), insert)
      await system.referenced.query('DELETE FROM playwright; INSERT INTO playwright VALUES (1)')
      await guarded(system, askDirectly(system), insert)
      await system.settle()
    },
  },
  {
    rule: 'a key that closes takes no new rows',
    variant: 'R1',
    mutant: 'closing is not looked at',
    mutate: (sql) => replaceAll('s.closing IS NOT NULL', 'false')(replaceAll('s.closing IS NULL AND (s.epoch', '(s.epoch')(sql)), // prettier-ignore
    async run(system) {
      await system.referencing.query(`UPDATE ${state} SET closing = 1`)
      await guarded(system, askDirectly(system), insert)
    },
  },
]

function insert(db: Kysely<GuardedTables>): Promise<unknown> {
  return db.insertInto('public.script').values({ playwright_id: 1, incarnation: null }).execute()
}

async function remove(system: SplitSystem): Promise<void> {
  await system.referenced.query('DELETE FROM playwright')
  await system.settle()
}

/** Writes with an answer that was true when it was asked for, and is not any more. */
async function writeWhile(system: SplitSystem, happens: () => Promise<void>): Promise<void> {
  const port = askDirectly(system)
  const late: ExistencePort = {
    async find(aggregate, key) {
      const facts = await port.find(aggregate, key)
      await happens()
      return facts
    },
  }
  await guarded(system, late, insert)
}

/** A refusal is as good as an end. */
async function guarded(
  system: SplitSystem,
  port: ExistencePort,
  use: (db: Kysely<GuardedTables>) => Promise<unknown>,
): Promise<void> {
  const db = openGuarded<GuardedTables>(system, [guard], port)
  try {
    await use(db)
  } catch (error) {
    const { code = '' } = error as { code?: string }
    if (!['23503', '40001'].includes(code)) throw error
  } finally {
    await db.destroy()
  }
}

/** In SQL, whatever its line breaks are; a mistake that changes nothing is none. */
export function replaceAll(from: string, to: string): (sql: string) => string {
  const words = from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', String.raw`\s+`)
  return (sql) => {
    const mutated = sql.replaceAll(new RegExp(words, 'g'), () => to)
    if (mutated === sql) throw new Error(`not in the SQL: ${from}`)
    return mutated
  }
}
