import type { ClientBase } from 'pg'
import { quote } from '../database.ts'

/** Versions were given up to `version`, all of them by transactions below `transaction`. */
export interface GivenVersions {
  readonly epoch: string
  readonly version: string
  readonly transaction: string
}

/**
 * What was given until now. The sequence is read first: whoever took a version from it had a transaction id by then, so
 * an id that is taken afterwards is above all of theirs.
 */
export async function readGiven(client: ClientBase, home: string): Promise<GivenVersions> {
  const { rows: given } = await client.query<{ version: string }>(
    `SELECT CASE WHEN is_called THEN last_value ELSE 0 END::text AS version FROM ${quote(home, 'version')}`,
  )
  const { rows } = await client.query<{ epoch: string; transaction: string }>(
    `SELECT epoch::text, pg_current_xact_id()::text AS transaction FROM ${quote(home, 'service_state')}`,
  )
  return { ...given[0]!, ...rows[0]! }
}

/** Whether everything up to there was claimed by some relay, published and removed. */
export async function isClaimed(client: ClientBase, home: string, given: GivenVersions): Promise<boolean> {
  const { rows } = await client.query<{ done: boolean }>(
    `SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8
            AND NOT EXISTS (SELECT FROM ${quote(home, 'outbox')} WHERE transaction < $1::xid8) AS done`,
    [given.transaction],
  )
  return rows[0]!.done
}
