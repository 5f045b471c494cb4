import type { ClientBase } from 'pg'
import type { ReplicaDescription } from '../consumer/replica.ts'
import { quote } from '../database.ts'
import { compareKeys } from '../key-comparison.ts'

/** A reference of this service: its relation, and which of its columns names which of the key's. */
export interface ReferenceDescription {
  readonly relation: readonly [schema: string, relation: string]
  /** Others inherit from it: their rows are none of its. */
  readonly inherited?: boolean
  readonly columns: readonly {
    readonly from: string
    readonly to: string
    /** The type of `from`, where PostgreSQL does not compare it with that of `to`. */
    readonly asText?: string
  }[]
}

/** Keys that rows name although they are not in the replica, with how many rows do. */
export interface Orphans {
  readonly key: readonly string[]
  readonly rows: number
}

/**
 * Rows that refer to nothing: what a NOT VALID constraint left, or a session whose triggers were off. The client must be
 * allowed to read both tables. At most `limit` keys.
 */
export async function findOrphans(
  client: Pick<ClientBase, 'query'>,
  replica: ReplicaDescription,
  reference: ReferenceDescription,
  limit = 1000,
): Promise<Orphans[]> {
  const columns = reference.columns.map(({ from }) => `r.${quote(from)}`)
  const { rows } = await client.query<{ key: string[]; rows: number }>(
    `SELECT ARRAY[${columns.map((column) => `${column}::text`).join(', ')}] AS key, count(*)::int AS rows
       FROM ${ownRows(reference)} AS r WHERE ${await isOrphan(client, replica, reference)}
      GROUP BY ${columns.join(', ')} ORDER BY ${columns.join(', ')} LIMIT ${Math.trunc(limit)}`,
  )
  return rows
}

/** Mends all orphans of a reference as its ON DELETE would have: removes the rows, or the reference. Tells how many rows. */
export async function repairOrphans(
  client: Pick<ClientBase, 'query'>,
  replica: ReplicaDescription,
  reference: ReferenceDescription,
  how: 'cascade' | 'set null',
): Promise<number> {
  const relation = ownRows(reference)
  const nothing = reference.columns.map(({ from }) => `${quote(from)} = NULL`).join(', ')
  const change = how === 'cascade' ? `DELETE FROM ${relation} AS r` : `UPDATE ${relation} AS r SET ${nothing}`
  return (await client.query(`${change} WHERE ${await isOrphan(client, replica, reference)}`)).rowCount ?? 0
}

function ownRows({ relation, inherited }: ReferenceDescription): string {
  return `${inherited === true ? 'ONLY ' : ''}${quote(...relation)}`
}

async function isOrphan(
  client: Pick<ClientBase, 'query'>,
  replica: ReplicaDescription,
  reference: ReferenceDescription,
): Promise<string> {
  const whole = reference.columns.map(({ from }) => `r.${quote(from)} IS NOT NULL`).join(' AND ')
  const stateOnly = replica.stateOnly === true
  const table = `${replica.name}_${stateOnly ? 'state' : 'replica'}`
  const { equals } = await compareKeys(client, replica.home, table)
  const same = reference.columns
    .map(({ from, to, asText }) => {
      const name = stateOnly ? `key${replica.columns.indexOf(to) + 1}` : to
      const key = `k.${quote(name)}`
      // As texts they are compared by PostgreSQL's own.
      return asText === undefined ? equals(name, key, `r.${quote(from)}`) : `${key}::text::${asText} = r.${quote(from)}`
    })
    .join(' AND ')
  return `${whole} AND NOT EXISTS (SELECT FROM ${quote(replica.home, table)} AS k WHERE ${same}${stateOnly ? ' AND k.alive' : ''})`
}
