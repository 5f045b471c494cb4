import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addNativeKeys, validateNativeKey } from '../../emit/reference-sql/native-key-sql.ts'
import type { NativeReference } from '../../emit/reference-sql/reference-value.ts'
import { statements } from '../../print/sql.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { column, nativeReference, referencedKey, replicatedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

let server: ScratchServer
let system: SplitSystem
const key = referencedKey({ columns: [column('a'), column('b', 'text')] })
const columns = [
  { from: 'x', to: 'a' },
  { from: 'y', to: 'b' },
]

beforeAll(async () => {
  server = await startScratchServer()
  system = await makeSystem(server, {
    key,
    references: [nativeReference({ columns })],
    referencedSql: `CREATE TABLE playwright (a int, b text, PRIMARY KEY (a, b)); INSERT INTO playwright VALUES (1, 'one'), (2, 'two')`,
    referencingSql: `CREATE TABLE script (x int, y text);
      CREATE TABLE part (x int, y text) PARTITION BY LIST (x);
      CREATE TABLE part_one PARTITION OF part FOR VALUES IN (1); CREATE TABLE part_rest PARTITION OF part DEFAULT;
      CREATE TABLE old (x int, y text); INSERT INTO old VALUES (7, 'nobody')`,
  })
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
})

async function add(more: Partial<NativeReference>): Promise<NativeReference> {
  const reference = nativeReference({ columns, constraint: 'key', ...more })
  const table = `"${reference.relation.name}"`
  await system.referencing.query(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS key`)
  await dropIndexes()
  await system.referencing.query(statements(addNativeKeys(replicatedKey(key, [reference]))))
  return reference
}

const dropIndexes = () =>
  system.referencing.query('DROP INDEX IF EXISTS fountain_split_script_x_y, fountain_split_script_y_x')

const definition = async (table: string) =>
  (
    await rowsOf(
      system.referencing,
      `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'key' AND conrelid = '${table}'::regclass`,
    )
  )[0]![0]
const target = 'REFERENCES fountain_split.playwrights_playwright_id_replica'

describe('a foreign key keeps every option that it had', () => {
  test.each<[Partial<NativeReference>, string]>([
    [{}, `(a, b) ON UPDATE CASCADE ON DELETE CASCADE`],
    [{ onDelete: 'no action', onUpdate: 'no action' }, `(a, b)`],
    [
      { onDelete: 'restrict', onUpdate: 'set default', match: 'full' },
      `(a, b) MATCH FULL ON UPDATE SET DEFAULT ON DELETE RESTRICT`,
    ],
    [
      { onDelete: 'set null', onDeleteColumns: ['y'], onUpdate: 'set null' },
      `(a, b) ON UPDATE SET NULL ON DELETE SET NULL (y)`,
    ],
    [
      { onDelete: 'set default', onDeleteColumns: ['x'], onUpdate: 'restrict' },
      `(a, b) ON UPDATE RESTRICT ON DELETE SET DEFAULT (x)`,
    ],
    [{ deferrable: 'initially immediate' }, `(a, b) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE`],
    [{ deferrable: 'initially deferred' }, `(a, b) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED`],
    [{ validated: false }, `(a, b) ON UPDATE CASCADE ON DELETE CASCADE NOT VALID`],
  ])('%j', async (more, rest) => {
    await add(more)
    expect(await definition('script')).toBe(`FOREIGN KEY (x, y) ${target}${rest}`)
  })

  test('the columns’ order, where it is not the key’s', async () => {
    await add({ columns: columns.toReversed() })
    expect(await definition('script')).toContain(`FOREIGN KEY (y, x) ${target}(b, a)`)
  })
})

test('the columns are indexed where they were not, and only there', async () => {
  const indexes = () => rowsOf(system.referencing, `SELECT indexdef FROM pg_indexes WHERE tablename = 'script'`)
  await dropIndexes()
  const before = (await indexes()).length
  await add({ indexed: true })
  expect(await indexes()).toHaveLength(before)
  await add({ indexed: false })
  expect(await indexes()).toHaveLength(before + 1)
})

test('rows that refer to nothing stay where the key was not valid, and are told when it is to be', async () => {
  const reference = await add({ relation: { schema: 'public', name: 'old' }, validated: false })
  await expect(system.referencing.query(`INSERT INTO old VALUES (8, 'nobody')`)).rejects.toMatchObject({
    code: '23503',
  })
  const validate = validateNativeKey(reference).text
  await expect(system.referencing.query(validate)).rejects.toMatchObject({ code: '23503', constraint: 'key' })
  await system.referencing.query('DELETE FROM old')
  await system.referencing.query(validate)
})

test('a partitioned relation refers as any other, and its partitions follow', async () => {
  await add({ relation: { schema: 'public', name: 'part' }, partitioned: true })
  await system.referencing.query(`INSERT INTO part VALUES (1, 'one'), (2, 'two')`)
  await system.referenced.query(`DELETE FROM playwright WHERE a = 1; UPDATE playwright SET a = 3 WHERE a = 2`)
  await system.settle()
  expect(await rowsOf(system.referencing, 'SELECT * FROM part')).toEqual([[3, 'two']])
})
