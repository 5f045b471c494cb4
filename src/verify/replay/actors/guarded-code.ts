import type pg from 'pg'
import { quoteName, quoteQualified } from '../../../core/identifier.ts'
import { checkReference } from '../../../runtime/guard/check-reference.ts'
import type { QueryingConnection } from '../../../runtime/guard/connection.ts'
import type { ReferenceGuard } from '../../../runtime/guard/reference-guard.ts'
import type { Operation } from '../../histories/history.ts'
import { operationSql } from '../../histories/operation-sql.ts'
import type { Actor } from '../actor.ts'
import { refusalOf } from '../outcome.ts'

/**
 * What the service's own code does where it guards references: after each statement the rows that it wrote are checked, by
 * what the service has heard of their keys, as a foreign key to a replica would.
 */
export const guardedCode: Actor = {
  id: 'guarded-code',
  async act({ name, client, guards, beforeCommit }, operations) {
    if (guards.length === 0) return undefined
    let statement = 0
    try {
      await client.query('BEGIN')
      for (const operation of operations) {
        statement++
        await client.query(operationSql(operation))
        for (const guard of guards.filter((each) => looksAt(each, operation))) await check(client, guard)
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

function looksAt({ relation, partitions = [], columns }: ReferenceGuard, operation: Operation): boolean {
  const [schema, name] = operation.relation
  if (![relation, ...partitions].some((each) => each[0] === schema && each[1] === name)) return false
  if (operation.kind === 'delete') return false
  return operation.kind !== 'update' || columns.some(({ from }) => Object.hasOwn(operation.set, from))
}

/** Rows that the transaction wrote: their versions are its own. */
async function check(client: pg.Client, guard: ReferenceGuard): Promise<void> {
  const [schema, name] = guard.relation
  const columns = guard.columns.map(({ from }) => `${quoteName(from)}::text AS ${quoteName(from)}`).join(', ')
  const { rows } = await client.query<Record<string, string | null>>(
    `SELECT ${columns} FROM ${quoteQualified({ schema, name })} WHERE xmin = pg_current_xact_id()::xid`,
  )
  await checkReference(connectionOf(client), guard, 'local', rows)
}

function connectionOf(client: pg.Client): QueryingConnection {
  return { executeQuery: ({ sql, parameters }) => client.query(sql, [...parameters]) as never }
}
