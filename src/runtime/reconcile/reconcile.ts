import type { Pool } from 'pg'
import type { RegisterSource } from '../backfill.ts'
import type { KeyState } from '../consumer/key-state.ts'
import type { ReplicaDescription } from '../consumer/replica.ts'
import { Replica } from '../consumer/replica.ts'
import { inTransaction } from '../database.ts'
import { sleep } from '../wake-up.ts'
import type { DivergentKey, Divergence } from './find-divergence.ts'
import { findDivergence } from './find-divergence.ts'

/** A replica, and where its keys come from. */
export interface ReconciledReplica {
  readonly from: RegisterSource
  readonly replica: ReplicaDescription
}

/**
 * Finds what was lost on the way and mends it: missing keys are taken in, extra ones removed with their referential
 * action. Looks twice, `wait` milliseconds apart, and mends only what was there both times; longer than events take, or
 * a key that changed is taken for one that was deleted. Tells what it mended.
 */
export async function reconcile(
  from: RegisterSource,
  pool: Pool,
  replica: ReplicaDescription,
  wait = 60_000,
): Promise<Divergence> {
  return (await reconcileAll([{ from, replica }], pool, wait))[0]!
}

/** The same for several replicas of one service, one after the other and with one wait; nothing where `signal` ends it. */
export async function reconcileAll(
  replicas: readonly ReconciledReplica[],
  pool: Pool,
  wait = 60_000,
  signal: AbortSignal = new AbortController().signal,
): Promise<Divergence[]> {
  const before: Divergence[] = []
  for (const { from, replica } of replicas) before.push(await findDivergence(from, pool, replica))
  if (before.every(({ missing, extra }) => missing.length + extra.length === 0)) return before
  await sleep(wait, signal)
  const mended: Divergence[] = []
  for (const [at, { from, replica }] of replicas.entries()) {
    const now = signal.aborted ? { missing: [], extra: [] } : await findDivergence(from, pool, replica)
    const lost = {
      missing: stillThere(before[at]!.missing, now.missing),
      extra: stillThere(before[at]!.extra, now.extra),
    }
    await repair(pool, replica, lost)
    mended.push(lost)
  }
  return mended
}

/** Brings the replica to what the referenced service knows, key by key only where that is newer than what is known here. */
export async function repair(pool: Pool, description: ReplicaDescription, lost: Divergence): Promise<void> {
  const replica = new Replica(description)
  await inTransaction(pool, async (client) => {
    const facts = [...lost.extra.map((key) => asState(key, false)), ...lost.missing.map((key) => asState(key, true))]
    if (facts.length === 0) return
    const known = await replica.lock(
      client,
      facts.map((fact) => fact.key),
    )
    const newer = facts.filter((fact, at) => isNewer(fact, known[at]!))
    const dead = newer.filter((fact) => !fact.alive).map((fact) => ({ act: 'delete', old: fact.key }) as const)
    const born = newer.filter((fact) => fact.alive).map((fact) => ({ act: 'insert', new: fact.key }) as const)
    await replica.replay(client, [...dead, ...born])
    await client.query('SET CONSTRAINTS ALL IMMEDIATE')
    await replica.record(client, newer)
  })
}

function stillThere(before: readonly DivergentKey[], now: readonly DivergentKey[]): DivergentKey[] {
  const seen = new Set(before.map((each) => JSON.stringify(each)))
  return now.filter((each) => seen.has(JSON.stringify(each)))
}

function asState(key: DivergentKey, alive: boolean): KeyState {
  const { epoch, incarnation, version } = key
  return {
    key: key.key,
    epoch: BigInt(epoch),
    incarnation: BigInt(incarnation),
    version: BigInt(version),
    alive,
    successor: undefined,
  }
}

function isNewer(fact: KeyState, known: KeyState): boolean {
  if (fact.epoch !== known.epoch) return fact.epoch > known.epoch
  return fact.version === known.version ? known.alive && !fact.alive : fact.version > known.version
}
