import { applyOnce } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** The consumer ends in the middle of its work, and another begins. */
export const consumerCrash: Fault = {
  id: 'consumer-crash',
  words: 'the consumer crashes and starts again',
  async onArrival(service, random) {
    const { pool } = service.running!
    pool.breakAfter(random.below(16))
    await applyOnce(service).catch(() => {})
    pool.mend()
    service.running = await service.running!.restart()
  },
}
