import type { CompiledQuery } from 'kysely'

/** A connection in whose transaction something is asked: kysely's transaction, or what a kysely driver calls a connection. */
export interface QueryingConnection {
  executeQuery<Row>(query: CompiledQuery<Row>): Promise<{ readonly rows: readonly Row[] }>
}

/** As kysely's `CompiledQuery.raw`, so that kysely is loaded by those only who use it. */
export async function ask<Row>(
  connection: QueryingConnection,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly Row[]> {
  const query = { kind: 'RawNode', sqlFragments: [sql], parameters: [] } as const
  const { rows } = await connection.executeQuery<Row>({ query, queryId: { queryId: 'guard' }, sql, parameters })
  return rows
}
