import type { ClientBase } from 'pg'
import type { ServiceSide } from './service-side.ts'

/** What kept events from having their effect. */
export interface Trouble {
  readonly service: string
  readonly what: string
}

/** Called before a service applies what has arrived. */
export type Arrivals = (service: ServiceSide) => Promise<void>

/**
 * Relays and applies, from the services that were written to on, until nothing moves any more. What cannot be applied, or
 * waits for something that does not come, is told.
 */
export async function settle(
  services: ReadonlyMap<string, ServiceSide>,
  written: Iterable<string>,
  arrivals?: Arrivals,
): Promise<readonly Trouble[]> {
  const troubles: Trouble[] = []
  let moved = new Set(written)
  while (moved.size > 0) {
    const told = new Set<string>()
    for (const name of moved) {
      const { client, runtime } = services.get(name)!
      if (runtime === undefined || runtime.relays.length === 0) continue
      await passHorizon(client)
      for (const relay of runtime.relays) await relay.drain()
      for (const { subscribers } of runtime.description.publishes)
        for (const { service } of subscribers) told.add(service)
    }
    moved = new Set()
    for (const name of [...told].sort()) {
      const side = services.get(name)!
      await arrivals?.(side)
      if (await applyAll(side, troubles)) moved.add(name)
    }
  }
  return troubles
}

/** Whether anything was applied. */
async function applyAll({ name, runtime }: ServiceSide, troubles: Trouble[]): Promise<boolean> {
  let moved = false
  for (;;) {
    const { applied, waiting, parked, failed } = await runtime!.consumer!.apply()
    moved ||= applied > 0
    if (parked > 0)
      for (const each of await runtime!.listParked())
        troubles.push({ service: name, what: `a transaction was parked: ${each.error}` })
    if (applied + parked + failed > 0) continue
    if (waiting > 0) troubles.push({ service: name, what: `${waiting} transactions wait for what does not arrive` })
    return moved
  }
}

/** Relays read below the oldest running write of the whole server: others may be at work on it. */
async function passHorizon(client: ClientBase): Promise<void> {
  const snapshot = `SELECT pg_snapshot_xmin(s)::text AS below, pg_snapshot_xmax(s)::text AS above FROM pg_current_snapshot() AS s`
  const ask = async () => (await client.query<{ below: string; above: string }>(snapshot)).rows[0]!
  const { above, below } = await ask()
  for (let now = BigInt(below); now < BigInt(above); now = BigInt((await ask()).below))
    await new Promise((resolve) => setTimeout(resolve, 5))
}
