import type { Fault } from '../fault.ts'

/** One that is told of keys cannot be reached while the relays work; the others can. */
export const partition: Fault = {
  id: 'partition',
  words: 'two services do not reach each other for a while',
  async onRelay({ running }, random, services) {
    const { relays, description } = running!.service
    const told = description.publishes.flatMap(({ subscribers }) => subscribers.map(({ service }) => service))
    const { pool } = services.get(random.pick([...new Set(told)].sort()))!.running!
    pool.breakAfter(random.below(2))
    for (const relay of relays) await relay.drain().catch(() => {})
    pool.mend()
  },
}
