import { checkRows } from './check-rows.ts'
import type { QueryingConnection } from './connection.ts'
import type { Lookup, ReferenceGuard } from './reference-guard.ts'

/** A value that a referencing column is given. */
export type ReferencingValue = string | number | bigint | boolean | null | undefined

/**
 * For writes that `guardDialect` does not see, such as SQL as text: checks the keys that rows name, and holds them. To be
 * called in the transaction of the write, before it or after; that must run in READ COMMITTED or stronger, and not be over
 * in between. A column that a row leaves out is NULL.
 */
export async function checkReference(
  transaction: QueryingConnection,
  guard: ReferenceGuard,
  lookup: Lookup,
  rows: readonly Readonly<Record<string, ReferencingValue>>[],
): Promise<void> {
  const texts = rows.map((row) => guard.columns.map(({ from }) => textOf(row[from])))
  await checkRows(transaction, () => lookup, [{ guard, rows: texts }])
}

function textOf(value: ReferencingValue): string | null {
  return value === undefined || value === null ? null : String(value)
}
