import { quote } from '../database.ts'
import type { QueryingConnection } from './connection.ts'
import { ask } from './connection.ts'
import type { ReferenceGuard, ReferencingTexts } from './reference-guard.ts'

/** Why a row is not let through. `closing` and `behind` pass: the transaction may be tried again. */
export type Reason = 'absent' | 'half' | 'closing' | 'behind'

/**
 * Has PostgreSQL refuse, in the words of the constraint: the transaction is over, and what is thrown is what pg throws for
 * a foreign key, with `code` 23503, `constraint`, `schema`, `table` and `detail`. What passes has `code` 40001, as every
 * conflict has after which a transaction is tried again.
 */
export async function refuse(
  connection: QueryingConnection,
  guard: ReferenceGuard,
  row: ReferencingTexts,
  reason: Reason,
): Promise<never> {
  const { constraint, relation, key } = guard
  const passes = reason === 'closing' || reason === 'behind'
  const message = passes
    ? `could not check foreign key constraint "${constraint}" on table "${relation[1]}": what becomes of the key is not decided yet`
    : `insert or update on table "${relation[1]}" violates foreign key constraint "${constraint}"`
  await ask(connection, `SELECT ${quote(key.home, 'refuse')}($1, $2, $3, $4, $5, $6, $7)`, [
    passes ? '40001' : '23503',
    message,
    detailOf(guard, row, reason),
    hints[reason],
    ...relation,
    constraint,
  ])
  throw new Error(message)
}

const hints: Readonly<Record<Reason, string>> = {
  absent: '',
  half: '',
  closing: 'The key is about to go, if nobody refuses. Try the transaction again.',
  behind: 'An older life of the key still stands here, and its end is on the way. Try the transaction again.',
}

function detailOf({ columns, key }: ReferenceGuard, row: ReferencingTexts, reason: Reason): string {
  if (reason === 'half') return 'MATCH FULL does not allow mixing of null and nonnull key values.'
  const named = `Key (${columns.map(({ from }) => from).join(', ')})=(${row.join(', ')})`
  return reason === 'absent'
    ? `${named} is not present in table "${key.relation[1]}".`
    : `${named} is of table "${key.relation[1]}" of service ${key.service}.`
}

/** Ends the transaction where it is not known whether rows may stay: nobody can commit them by mistake. */
export async function endTransaction(connection: QueryingConnection, { key }: ReferenceGuard): Promise<void> {
  const end = `SELECT ${quote(key.home, 'refuse')}('40001', 'keys could not be checked', '', '', '', '', '')`
  // Refused in any case; where the transaction is over already, or the connection is gone, that is as well.
  await ask(connection, end, []).catch(() => {})
}
