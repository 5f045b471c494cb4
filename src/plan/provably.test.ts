import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../verify/scratch/scratch-server.ts'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { splitSql } from './split-sql.test-support.ts'

const seed = Number(process.env.FOUNTAIN_SPLIT_TEST_SEED ?? 1)
const runs = Number(process.env.FOUNTAIN_SPLIT_TEST_RUNS ?? 60)

let server: ScratchServer
let client: pg.Client
beforeAll(async () => {
  server = await startScratchServer()
  client = new pg.Client(`${server.url}/postgres`)
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await server?.stop()
})

const action = fc.constantFrom('CASCADE', 'CASCADE', 'SET NULL', 'SET DEFAULT', 'NO ACTION', 'RESTRICT')
const often = (word: string): fc.Arbitrary<string> => fc.constantFrom('', '', '', word)
const relation = fc.record({
  schema: fc.constantFrom('shop', 'post'),
  /** Of the relations before it; the first refers to people.person. */
  up: fc.nat(),
  onDelete: action,
  onUpdate: action,
  column: fc.tuple(often(' NOT NULL'), often(' UNIQUE'), often(' DEFAULT 3')).map((words) => words.join('')),
  deferrable: often(' DEFERRABLE INITIALLY DEFERRED'),
  hindrance: fc.constantFrom(
    '', '', '', '', '', '',
    'ALTER TABLE T ADD CHECK (up IS NOT NULL OR note IS NULL)',
    'ALTER TABLE T ADD CHECK (note <> $$x$$) NOT VALID',
    'CREATE UNIQUE INDEX ON T (note) WHERE up IS NULL',
    'CREATE TRIGGER no BEFORE DELETE ON T FOR EACH ROW EXECUTE FUNCTION people.no()',
    'CREATE TRIGGER no AFTER UPDATE OF up ON T FOR EACH ROW EXECUTE FUNCTION people.no()',
    'CREATE TRIGGER no AFTER UPDATE OF note ON T FOR EACH ROW EXECUTE FUNCTION people.no()',
    'ALTER TABLE T ADD twice int GENERATED ALWAYS AS (1 / (up - 50)) STORED',
    'ALTER TABLE T ADD FOREIGN KEY (up) REFERENCES T (id) ON DELETE CASCADE',
  ), // prettier-ignore
})

const start = `CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
CREATE TABLE people.person (id int PRIMARY KEY);
CREATE FUNCTION people.no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;`

interface Model {
  readonly names: readonly string[]
  readonly statements: readonly string[]
}

function modelOf(relations: readonly (typeof relation extends fc.Arbitrary<infer Each> ? Each : never)[]): Model {
  const names = relations.map(({ schema }, at) => `${schema}.t${at}`)
  const statements = relations.flatMap(({ up, onDelete, onUpdate, column, deferrable, hindrance }, at) => {
    const target = at === 0 ? 'people.person' : names[up % at]!
    const table = `CREATE TABLE ${names[at]} (id int PRIMARY KEY, up int${column} REFERENCES ${target} ON DELETE ${onDelete} ON UPDATE ${onUpdate}${deferrable}, note text)`
    // Rows that a NOT VALID does not look at come before it.
    return [table, ...(hindrance === '' ? [] : [hindrance.replaceAll('T ', `${names[at]} `).replace(/T$/, names[at]!)])]
  })
  return { names, statements }
}

/** Those of the statements that PostgreSQL takes; the rows are put in before what hinders them comes. */
async function load({ names, statements }: Model): Promise<string[]> {
  await client.query(`BEGIN; SET client_min_messages = error; ${start} INSERT INTO people.person VALUES (1), (2), (3)`)
  const taken: string[] = []
  const attempt = async (sql: string): Promise<boolean> => {
    await client.query('SAVEPOINT one')
    return client.query(sql).then(() => true, () => client.query('ROLLBACK TO one').then(() => false)) // prettier-ignore
  }
  for (const statement of statements.filter((each) => each.startsWith('CREATE TABLE'))) if (await attempt(statement)) taken.push(statement) // prettier-ignore
  for (const name of names)
    for (const [id, up, note] of [
      [1, 1, 'x'],
      [2, 1, null],
      [3, 3, 'y'],
      [4, null, 'x'],
    ])
      // prettier-ignore
      await attempt(`INSERT INTO ${name} (id, up, note) VALUES (${id}, ${up}, ${note === null ? 'NULL' : `'${note}'`})`)
  for (const statement of statements.filter((each) => !each.startsWith('CREATE TABLE'))) if (await attempt(statement)) taken.push(statement) // prettier-ignore
  await attempt('SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED')
  return taken
}

async function isRefused(write: string): Promise<boolean> {
  await client.query('SAVEPOINT write')
  const refused = await client.query(`${write}; SET CONSTRAINTS ALL IMMEDIATE`).then(() => false, () => true) // prettier-ignore
  await client.query('ROLLBACK TO write')
  return refused
}

test(`in no random schema does PostgreSQL refuse what an event is proposed for, seed ${seed}`, async () => {
  const counts = { event: 0, saga: 0, refused: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(relation, { minLength: 1, maxLength: 5 }), async (relations) => {
      try {
        const taken = await load(modelOf(relations))
        const { references } = await splitSql(`${start}\n${taken.join(';\n')};`)
        const first = references.find(({ referenced }) => referenced.schema === 'people')!
        const deleted = await isRefused('DELETE FROM people.person WHERE id = 1')
        const updated = await isRefused('UPDATE people.person SET id = 50 WHERE id = 1')
        const told = { delete: first.delete!, update: first.update! }
        for (const [on, refused] of [
          ['delete', deleted],
          ['update', updated],
        ] as const) {
          // prettier-ignore
          counts[told[on].reaction as 'event' | 'saga']++
          if (refused) counts.refused++
          expect(refused && told[on].reaction === 'event', `${on}: ${taken.join(';\n')}`).toBe(false)
        }
      } finally {
        await client.query('ROLLBACK')
      }
    }),
    { seed, numRuns: runs },
  )
  // Neither answer is given always, and there was something to refuse.
  expect(Math.min(counts.event, counts.saga, counts.refused)).toBeGreaterThan(runs / 10)
}, 120_000)
