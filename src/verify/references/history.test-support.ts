import fc from 'fast-check'
import type pg from 'pg'

/** A transaction on the referenced side, statement by statement; it is rolled back where one of them fails. */
export type HistoryTransaction = readonly string[]

const key = fc.integer({ min: 1, max: 6 })
const far = fc.oneof(key, fc.integer({ min: 11, max: 16 }))

/** Statements on `parent (id)` of every form that can touch a key, several of them at once. */
const statement: fc.Arbitrary<string> = fc.oneof(
  far.map((id) => `INSERT INTO parent VALUES (${id})`),
  fc.tuple(key, key).map(([a, b]) => `INSERT INTO parent VALUES (${a}), (${b + 10}) ON CONFLICT DO NOTHING`),
  far.map((id) => `DELETE FROM parent WHERE id = ${id}`),
  key.map((id) => `DELETE FROM parent WHERE id > ${id} AND id < ${id + 3}`),
  fc.tuple(far, far).map(([from, to]) => `UPDATE parent SET id = ${to} WHERE id = ${from}`),
  fc.constantFrom('id + 10', 'id - 10', 'id + 1', 'id - 1').map((to) => `UPDATE parent SET id = ${to}`),
  fc
    .tuple(far, far)
    .map(
      ([from, to]) =>
        `WITH d AS (DELETE FROM parent WHERE id = ${from} RETURNING id) INSERT INTO parent SELECT ${to} FROM d`,
    ),
  fc
    .tuple(far, far, far)
    .map(
      ([gone, from, to]) =>
        `WITH d AS (DELETE FROM parent WHERE id = ${gone}) UPDATE parent SET id = ${to} WHERE id = ${from}`,
    ),
  fc.tuple(key, key, key).map(
    ([a, b, c]) =>
      `MERGE INTO parent AS t USING (VALUES (${a}, 1), (${b + 10}, 2)) AS s (id, what) ON t.id = s.id
         WHEN MATCHED AND what = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET id = ${c} WHEN NOT MATCHED THEN INSERT VALUES (s.id)`,
  ),
  fc.tuple(far, far).map(([id, to]) => `INSERT INTO parent VALUES (${id}) ON CONFLICT (id) DO UPDATE SET id = ${to}`),
)

export const histories: fc.Arbitrary<readonly HistoryTransaction[]> = fc.array(
  fc.array(statement, { minLength: 1, maxLength: 4 }),
  { minLength: 1, maxLength: 6 },
)

/** Runs a history; which of its transactions committed. */
export async function runHistory(client: pg.ClientBase, history: readonly HistoryTransaction[]): Promise<boolean[]> {
  const committed: boolean[] = []
  for (const transaction of history)
    try {
      await client.query('BEGIN')
      for (const each of transaction) await client.query(each)
      await client.query('COMMIT')
      committed.push(true)
    } catch {
      await client.query('ROLLBACK')
      committed.push(false)
    }
  return committed
}
