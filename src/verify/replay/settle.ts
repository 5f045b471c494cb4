import type { ClientBase } from 'pg'
import { readArrived } from '../faults/arrived-events.ts'
import type { Fault } from '../faults/fault.ts'
import type { SeededRandom } from '../histories/seeded-random.ts'
import { refusalOf } from './outcome.ts'
import type { ServiceSide } from './service-side.ts'
import type { Trouble } from './trouble.ts'

/** What happens on the way. */
export interface Journey {
  /** Called before a service applies what has arrived. */
  readonly arrivals?: (service: ServiceSide) => Promise<void>
  /** Broken on the way, each with what is left to chance in it. */
  readonly faults?: readonly (readonly [fault: Fault, random: SeededRandom])[]
}

/** Faults strike in the first rounds only: everything comes to rest. */
const rounds = 3

/**
 * Relays and applies, from the services that were written to on, until nothing moves any more. What cannot be applied, or
 * waits for something that does not come, is told.
 */
export async function settle(
  services: ReadonlyMap<string, ServiceSide>,
  written: Iterable<string>,
  { arrivals, faults = [] }: Journey,
): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  let moved = new Set(written)
  for (let round = 0; moved.size > 0; round++) {
    const striking = round < rounds ? faults : []
    const told = new Set<string>()
    for (const side of [...moved].map((name) => services.get(name)!)) {
      if (side.running === undefined || side.running.service.relays.length === 0) continue
      await passHorizon(side.client)
      for (const [{ onRelay }, random] of striking) await onRelay?.(side, random, services)
      await passHorizon(side.client)
      const { relays } = side.running.service
      await orTrouble(side, troubles, async () => {
        for (const relay of relays) await relay.drain()
      })
      for (const { subscribers } of side.running.service.description.publishes)
        for (const { service } of subscribers) told.add(service)
    }
    moved = new Set()
    for (const name of [...told].sort()) {
      const side = services.get(name)!
      await arrivals?.(side)
      const struck = striking.length > 0 && (await readArrived(side)).length > 0
      if (struck) for (const [{ onArrival }, random] of striking) await onArrival?.(side, random)
      if ((await orTrouble(side, troubles, () => applyAll(side, troubles))) === true || struck) moved.add(name)
    }
  }
  return troubles
}

/** What PostgreSQL refuses relay and consumer is told; what else breaks is no finding. */
export async function orTrouble<Result>(
  { name: service }: Pick<ServiceSide, 'name'>,
  troubles: Trouble[],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work()
  } catch (error) {
    troubles.push({ service, what: refusalOf(error, 0).message })
    return undefined
  }
}

/** Whether anything was applied. */
async function applyAll({ name, running }: ServiceSide, troubles: Trouble[]): Promise<boolean> {
  const { service } = running!
  let moved = false
  for (;;) {
    const { applied, waiting, parked, failed } = await service.consumer!.apply()
    moved ||= applied > 0
    if (parked > 0)
      for (const each of await service.listParked())
        troubles.push({ service: name, what: `a transaction was parked: ${each.error}` })
    if (applied + parked + failed > 0) continue
    if (waiting > 0)
      troubles.push({
        service: name,
        what: `${waiting === 1 ? 'a transaction waits' : `${waiting} transactions wait`} for what does not arrive`,
      })
    return moved
  }
}

/** Milliseconds after which a write that still runs is somebody's who forgot it. */
const longestWrite = 60_000

/** Relays read below the oldest running write of the whole server: others may be at work on it. */
async function passHorizon(client: ClientBase): Promise<void> {
  const end = Date.now() + longestWrite
  const snapshot = `SELECT pg_snapshot_xmin(s)::text AS below, pg_snapshot_xmax(s)::text AS above FROM pg_current_snapshot() AS s`
  const ask = async () => (await client.query<{ below: string; above: string }>(snapshot)).rows[0]!
  const { above, below } = await ask()
  for (let now = BigInt(below); now < BigInt(above) && Date.now() < end; now = BigInt((await ask()).below))
    await new Promise((resolve) => setTimeout(resolve, 5))
}
