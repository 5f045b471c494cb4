import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { Replica } from './replica.ts'

/**
 * Removes the tombstones of keys of which no event can come any more: those up to the version to which everything came,
 * less what lies in the inbox, waiting and parked. Only of replicas that were filled. Tells how many.
 */
export async function forgetTombstones(
  client: ClientBase,
  home: string,
  replicas: ReadonlyMap<string, Replica>,
): Promise<number> {
  const inbox = quote(home, 'inbox')
  const { rows } = await client.query<{ name: string; epoch: string; mark: string }>(
    `SELECT r.name, s.told_epoch::text AS epoch, m.mark::text AS mark
       FROM ${quote(home, 'source')} AS s
       JOIN ${quote(home, 'replica')} AS r ON r.source = s.service
       CROSS JOIN LATERAL (
         SELECT least(s.told, (SELECT min(i.version) - 1 FROM ${inbox} AS i WHERE i.source = s.service AND i.epoch = s.told_epoch)) AS mark
       ) AS m
      WHERE (s.told_epoch, m.mark) > (s.epoch, s.mark)
        AND NOT EXISTS (SELECT FROM ${quote(home, 'replica')} AS o WHERE o.source = s.service AND o.filled IS NULL)
        AND NOT EXISTS (SELECT FROM ${inbox} AS i WHERE i.source = s.service AND i.epoch < s.told_epoch)`,
  )
  let forgotten = 0
  const byName = new Map([...replicas.values()].map((replica) => [replica.description.name, replica]))
  for (const { name, epoch, mark } of rows) forgotten += (await byName.get(name)?.forget(client, epoch, mark)) ?? 0
  return forgotten
}
