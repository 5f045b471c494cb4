import type { ClientBase } from 'pg'
import { quote } from './database.ts'
import type { ReplicaDescription } from './consumer/replica.ts'
import type { ExistencePort } from './existence/existence-port.ts'

/**
 * `adopted` and `known`: the key is in the replica now, to be referred to in the same transaction. `absent`: there is no
 * such key, or not any more. `closing`, `behind`: nobody can tell yet; try again.
 */
export type Adoption = 'adopted' | 'known' | 'absent' | 'closing' | 'behind'

/** For a write that names a key which the replica does not have yet: asks, and takes the key into the replica. */
export async function readThrough(
  client: ClientBase,
  replica: ReplicaDescription,
  port: ExistencePort,
  key: readonly string[],
): Promise<Adoption> {
  const facts = await port.find(replica.aggregate, key)
  if (facts === undefined) return 'absent'
  if (facts.closing === true) return 'closing'
  const values = [...key, facts.epoch, facts.incarnation, facts.version]
  const places = values.map((_, at) => `$${at + 1}`).join(', ')
  const adopt = quote(replica.home, `${replica.name}_adopt`)
  const { rows } = await client.query<{ answer: string }>(`SELECT ${adopt}(${places}) AS answer`, values)
  const answer = rows[0]!.answer
  return answer === 'dead' ? 'absent' : (answer as Adoption)
}
