import type { KeyFacts } from '../existence/existence-port.ts'
import { findAll } from '../existence/existence-port.ts'
import { quote } from '../database.ts'
import type { QueryingConnection } from './connection.ts'
import { ask } from './connection.ts'
import type { GuardedKey, Lookup, ReferenceGuard, ReferencingTexts } from './reference-guard.ts'
import type { Reason } from './refusal.ts'
import { endTransaction, refuse } from './refusal.ts'

/** Rows that were written, or are about to be, as one guard sees them. */
export interface RowsOfGuard {
  readonly guard: ReferenceGuard
  readonly rows: readonly ReferencingTexts[]
}

/** A key that rows name, with the first row that does. */
interface NamedKey {
  readonly guard: ReferenceGuard
  readonly row: ReferencingTexts
  /** In the order of the key. */
  readonly texts: readonly string[]
}

/**
 * Asks about every key that the rows name, and holds it until the transaction ends: nobody learns of its end in between
 * without seeing the rows. All keys of one other relation are one question. Throws what pg throws for a foreign key, or
 * `ExistenceUnavailable`; the transaction is over then, whatever is caught.
 */
export async function checkRows(
  connection: QueryingConnection,
  lookupOf: (key: GuardedKey) => Lookup,
  written: readonly RowsOfGuard[],
): Promise<void> {
  const keys = new Map<string, { readonly key: GuardedKey; readonly named: Map<string, NamedKey> }>()
  for (const { guard, rows } of written)
    for (const row of rows) {
      if (row.includes(null)) {
        if (guard.match === 'full' && row.some((text) => text !== null)) await refuse(connection, guard, row, 'half')
        continue
      }
      const { named } = keys.get(guard.key.name) ?? keys.set(guard.key.name, { key: guard.key, named: new Map() }).get(guard.key.name)! // prettier-ignore
      const texts = inOrderOfKey(guard, row)
      const id = JSON.stringify(texts)
      if (!named.has(id)) named.set(id, { guard, row, texts })
    }
  // By name, so that two transactions do not lock each other out.
  for (const [, { key, named }] of [...keys].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    try {
      await holdKeys(connection, key, lookupOf(key), [...named.values()])
    } catch (error) {
      await endTransaction(connection, [...named.values()][0]!.guard)
      throw error
    }
}

function inOrderOfKey({ key, columns }: ReferenceGuard, row: ReferencingTexts): readonly string[] {
  return key.columns.map((name) => row[columns.findIndex(({ to }) => to === name)]!)
}

async function holdKeys(
  connection: QueryingConnection,
  key: GuardedKey,
  lookup: Lookup,
  named: readonly NamedKey[],
): Promise<void> {
  const texts = named.map((each) => each.texts)
  const facts = lookup === 'local' ? undefined : await findAll(lookup, key.aggregate, texts)
  for (const [at, { guard, row }] of named.entries())
    if (facts !== undefined && facts[at] === undefined) await refuse(connection, guard, row, 'absent')
    else if (facts?.[at]?.closing === true) await refuse(connection, guard, row, 'closing')
  const answers = await hold(connection, key, texts, facts as readonly KeyFacts[] | undefined)
  for (const [at, { guard, row }] of named.entries())
    if (answers[at] !== 'held') await refuse(connection, guard, row, answers[at] ?? 'behind')
}

async function hold(
  connection: QueryingConnection,
  { home, name, columns }: GuardedKey,
  texts: readonly (readonly string[])[],
  facts: readonly KeyFacts[] | undefined,
): Promise<('held' | Reason)[]> {
  const values = [
    ...columns.map((_, at) => texts.map((key) => key[at])),
    ...(['epoch', 'incarnation', 'version'] as const).map((fact) => texts.map((_, at) => facts?.[at]?.[fact] ?? null)),
  ]
  const places = values.map((_, at) => `$${at + 1}`).join(', ')
  const rows = await ask<{ place: number; answer: 'held' | Reason }>(
    connection,
    `SELECT place, answer FROM ${quote(home, `${name}_hold`)}(${places})`,
    values,
  )
  const answers: ('held' | Reason)[] = []
  for (const { place, answer } of rows) answers[place - 1] = answer
  return answers
}
