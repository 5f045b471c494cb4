import { operationSql } from '../../histories/operation-sql.ts'
import type { Actor } from '../actor.ts'
import { refusalOf } from '../outcome.ts'

/** What any client of the database would send. */
export const plainSql: Actor = {
  id: 'plain-sql',
  async act({ name, client, beforeCommit }, operations) {
    let statement = 0
    try {
      await client.query('BEGIN')
      for (const operation of operations) {
        statement++
        await client.query(operationSql(operation))
      }
      statement = 0
      await beforeCommit?.()
      await client.query('COMMIT')
      return { outcome: null, written: [name] }
    } catch (error) {
      await client.query('ROLLBACK')
      return { outcome: refusalOf(error, statement), written: [], mayBeByChoice: 'unasked' }
    }
  },
}
