import type { Pool, PoolClient } from 'pg'

/** A name in SQL. Ours come from generated code; they are quoted as if they did not. */
export function quote(...names: readonly string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

/** A connection for longer than a transaction, to be released with `true`: one that dies meanwhile fails the next query, and not the process. */
export async function takeConnection(pool: Pool): Promise<PoolClient> {
  const client = await pool.connect()
  return client.on('error', () => {})
}

/** One transaction in READ COMMITTED, whatever the role's default is: a snapshot would miss newer tombstones. */
export async function inTransaction<Result>(pool: Pool, run: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  // A connection that dies between two queries must not end the process.
  const note = (error: Error) => (broken = error)
  client.on('error', note)
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED')
    const result = await run(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.off('error', note)
    client.release(broken)
  }
}
