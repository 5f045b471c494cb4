import { withClient } from '../load/with-client.ts'

/** Ends every other session of a database: the nearest to a crash on a server that is not ours. */
export async function endSessions(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    ),
  )
}
