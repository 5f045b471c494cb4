import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { KeyEvent } from '../envelope.ts'
import type { ArrivedTransaction } from './inbox.ts'
import { learn } from './key-state.ts'
import type { Replica } from './replica.ts'

/**
 * Takes transactions that tell of nothing but new keys, together and at once: the whole of a bulk load is such. Where
 * something is known of one of the keys already, all are replayed one by one, to which a key that was taken here is not
 * new. Tells which transactions need nothing more.
 */
export async function takeBirths(
  client: ClientBase,
  replicas: ReadonlyMap<string, Replica>,
  transactions: readonly ArrivedTransaction[],
): Promise<ReadonlySet<ArrivedTransaction>> {
  const taken = new Set(transactions.filter(({ rows }) => rows.every(({ event }) => isBirth(event))))
  for (const transaction of await findForgotten(client, replicas, taken)) taken.delete(transaction)
  // By name, so that two runs do not lock each other out.
  for (const aggregate of [...replicas.keys()].toSorted()) {
    const events = [...taken].flatMap(({ rows }) => rows.map(({ event }) => event))
    const own = events.filter((event) => event.aggregate === aggregate)
    if (own.length === 0) continue
    const replica = replicas.get(aggregate)!
    const states = own.map((event) => learn(event, replica.description.columns))
    if ((await replica.learn(client, states)) === own.length) continue
    for (const transaction of taken)
      if (transaction.rows.some(({ event }) => event.aggregate === aggregate)) taken.delete(transaction)
  }
  return taken
}

/** The first that is ever told of a key: what was told before it, in an earlier life, would have to be waited for. */
function isBirth({ event, previous }: KeyEvent): boolean {
  return event === 'created' && previous === 0n
}

/** Those that come again after their tombstones were forgotten: up to the mark, what is unknown is dead. */
async function findForgotten(
  client: ClientBase,
  replicas: ReadonlyMap<string, Replica>,
  births: ReadonlySet<ArrivedTransaction>,
): Promise<ArrivedTransaction[]> {
  const [replica] = replicas.values()
  if (births.size === 0 || replica === undefined) return []
  const { rows } = await client.query<{ service: string; epoch: string; mark: string }>(
    `SELECT service, epoch, mark FROM ${quote(replica.description.home, 'source')} WHERE mark > 0`,
  )
  const marks = new Map(rows.map((row) => [row.service, { epoch: BigInt(row.epoch), mark: BigInt(row.mark) }]))
  return [...births].filter(({ source, epoch, rows: events }) => {
    const known = marks.get(source)
    if (known === undefined) return false
    return epoch < known.epoch || (epoch === known.epoch && events.some(({ event }) => event.version <= known.mark))
  })
}
