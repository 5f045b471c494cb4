import { applyOnce } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** Connections to the database break while the consumer works; it goes on with others. */
export const connectionLoss: Fault = {
  id: 'connection-loss',
  words: 'connections to the database break',
  async onArrival(service, random) {
    const { pool } = service.running!
    pool.breakAfter(random.below(16))
    await applyOnce(service).catch(() => {})
    pool.mend()
  },
}
