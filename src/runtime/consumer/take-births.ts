import type { ClientBase } from 'pg'
import type { KeyEvent } from '../envelope.ts'
import type { ArrivedTransaction } from './inbox.ts'
import { learn } from './key-state.ts'
import type { Replica } from './replica.ts'

/**
 * Takes transactions that tell of nothing but new keys, together and at once: the whole of a bulk load is such. A key that
 * something is known of, or that the batch tells of twice, leaves its transactions to be replayed one by one, to which
 * keys that were taken here say nothing new. Tells which transactions need nothing more.
 */
export async function takeBirths(
  client: ClientBase,
  replicas: ReadonlyMap<string, Replica>,
  transactions: readonly ArrivedTransaction[],
): Promise<ReadonlySet<ArrivedTransaction>> {
  const told = new Map<string, number>()
  const name = (event: KeyEvent) => `${event.aggregate}\0${event.subject}`
  for (const { rows } of transactions)
    for (const { event } of rows) told.set(name(event), (told.get(name(event)) ?? 0) + 1)
  const taken = new Set(
    transactions.filter(({ rows }) => rows.every(({ event }) => isBirth(event) && told.get(name(event)) === 1)),
  )
  // By name, so that two runs do not lock each other out.
  for (const aggregate of [...replicas.keys()].toSorted()) {
    const events = [...taken].flatMap(({ rows }) => rows.map(({ event }) => event)).filter((each) => each.aggregate === aggregate) // prettier-ignore
    if (events.length === 0) continue
    const replica = replicas.get(aggregate)!
    const states = events.map((event) => learn(event, replica.description.columns))
    if ((await replica.learn(client, states)) === events.length) continue
    for (const transaction of taken)
      if (transaction.rows.some(({ event }) => event.aggregate === aggregate)) taken.delete(transaction)
  }
  return taken
}

/** A key's first event, which is not the other half of a change. */
function isBirth({ event, previous, envelope: { data } }: KeyEvent): boolean {
  return event === 'created' && previous === 0n && data.predecessorVersion === undefined && data.settles !== true
}
