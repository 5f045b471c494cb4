import type { SeededRandom } from '../../histories/seeded-random.ts'
import type { ServiceSide } from '../../replay/service-side.ts'
import { applyOnce } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** Milliseconds of work that it comes after, at most. */
const latest = 12

/**
 * A service's database crashes while relay or consumer is at work, and recovers: what was committed is there, and nothing
 * else is. In a cluster with others it goes with them. On a server that is not ours the sessions of the service are ended.
 */
export const databaseRestart: Fault = {
  id: 'database-restart',
  words: 'a database crashes and starts again',
  weight: 0.3,
  cutsClients: true,
  async onRelay(service, random) {
    await crashMeanwhile(service, random, async () => {
      for (const relay of service.running!.service.relays) await relay.drain()
    })
  },
  async onArrival(service, random) {
    await crashMeanwhile(service, random, () => applyOnce(service))
  },
}

/** Not each time that it may: starting again takes its time. */
async function crashMeanwhile(service: ServiceSide, random: SeededRandom, work: () => Promise<void>): Promise<void> {
  if (!random.chance(0.5)) return
  const working = work().catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, random.below(latest)))
  await service.crash()
  await working
}
