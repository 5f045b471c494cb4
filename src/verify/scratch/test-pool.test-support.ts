import pg from 'pg'

/**
 * A pool of a test's own. A database is dropped, or its server killed, while connections of the pool still close: what they say then
 * is nobody's failure, and without a listener would end the test run.
 */
export function testPool(connectionString: string, max = 4): pg.Pool {
  return new pg.Pool({ connectionString, max }).on('error', () => {})
}
