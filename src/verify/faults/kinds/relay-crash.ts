import type { Fault } from '../fault.ts'

/** The relay ends in the middle of its work, and another begins. */
export const relayCrash: Fault = {
  id: 'relay-crash',
  words: 'the relay crashes and starts again',
  async onRelay(service, random) {
    const { pool, service: runtime } = service.running!
    pool.breakAfter(random.below(8))
    for (const relay of runtime.relays) await relay.drain().catch(() => {})
    pool.mend()
    service.running = await service.running!.restart()
  },
}
