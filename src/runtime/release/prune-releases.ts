import type { Pool } from 'pg'
import { inTransaction, quote } from '../database.ts'

/**
 * Removes answered requests, attempts that are over, and ballots of such, once they are older than `keep` milliseconds. Of the ballots
 * the newest attempt of each kind of key stays known: what is not newer than that is not heard as if it were new.
 */
export async function pruneReleases(pool: Pool, home: string, keep: number): Promise<void> {
  const table = (name: string) => quote(home, `release_${name}`)
  const isOld = (column: string) => `${column} < now() - $1 * interval '1 millisecond'`
  await inTransaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`fountain_split release ${home}`])
    await client.query(`DELETE FROM ${table('attempt')} WHERE phase IN ('released', 'refused') AND ${isOld('said')}`, [
      keep,
    ])
    await client.query(`DELETE FROM ${table('request')} WHERE state <> 'open' AND ${isOld('answered')}`, [keep])
    await client.query(
      `WITH gone AS (
         DELETE FROM ${table('ballot')} WHERE phase IN ('no', 'open', 'done') AND held = '[]' AND ${isOld('changed')}
         RETURNING aggregate, (ask ->> 'attempt')::bigint AS attempt
       )
       INSERT INTO ${table('mark')} AS m (aggregate, attempt) SELECT aggregate, max(attempt) FROM gone GROUP BY aggregate
       ON CONFLICT (aggregate) DO UPDATE SET attempt = greatest(m.attempt, excluded.attempt)`,
      [keep],
    )
  })
}
