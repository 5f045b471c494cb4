import type { Pool } from 'pg'
import { backfill } from '../backfill.ts'
import { quote } from '../database.ts'
import type { RuntimeHooks } from '../hooks.ts'
import type { ReplicatedKey, ServiceDescription } from './service-description.ts'

/** Where a service's replicas are, and where their keys come from. */
export interface ReplicaPlaces {
  readonly description: ServiceDescription
  readonly pool: Pool
  /** The database of another service. */
  readonly poolOf: (service: string) => Pool
  readonly hooks: RuntimeHooks | undefined
}

/** Fills replicas that are new. What was done before a failure stays done. */
export async function fillReplicas({ description, pool, poolOf, hooks }: ReplicaPlaces): Promise<void> {
  for (const replica of await listReplicas(pool, description, 'filled')) {
    const { service, home, key } = replica.source
    const keys = await backfill({ pool: poolOf(service), home, key }, pool, replica)
    hooks?.log?.('info', 'a new replica was filled', { service: description.service, replica: replica.aggregate, keys })
  }
}

/** Has rows checked that were there before their replica was filled; what they lack is told, and looked for again at the next start. */
export async function checkReferences({ description, pool, hooks }: ReplicaPlaces): Promise<void> {
  for (const replica of await listReplicas(pool, description, 'checked')) {
    const constraints = replica.references.filter(({ toCheck }) => toCheck).map(({ constraint }) => constraint)
    const facts = { service: description.service, replica: replica.aggregate, constraints }
    try {
      if (constraints.length > 0) await pool.query(`SELECT ${quote(replica.home, `${replica.name}_check`)}()`)
      await pool.query(`UPDATE ${quote(replica.home, 'replica')} SET checked = now() WHERE name = $1`, [replica.name])
      if (constraints.length > 0) hooks?.log?.('info', 'rows that were there before were checked', facts)
    } catch (error) {
      if ((error as { code?: string }).code !== '23503') throw error
      hooks?.log?.('error', 'rows that were there before name keys that do not exist', { ...facts, error })
    }
  }
}

/** Replicas of which one step was not done yet. */
async function listReplicas(
  pool: Pool,
  { home, replicas }: ServiceDescription,
  step: 'filled' | 'checked',
): Promise<readonly ReplicatedKey[]> {
  if (replicas.length === 0) return []
  const { rows } = await pool.query<{ name: string }>(
    `SELECT name FROM ${quote(home, 'replica')} WHERE ${step === 'filled' ? 'filled IS NULL' : 'filled IS NOT NULL AND checked IS NULL'}`,
  )
  const open = new Set(rows.map(({ name }) => name))
  return replicas.filter(({ name }) => open.has(name))
}
