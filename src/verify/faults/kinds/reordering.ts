import { applyOnce, takeArrived } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** Events arrive in another order, in lots that transactions are cut by, and what has come is applied in between. */
export const reordering: Fault = {
  id: 'reordering',
  words: 'events come in another order, a few at a time',
  async onArrival(service, random) {
    const consumer = service.running!.service.consumer!
    let left = random.shuffled(await takeArrived(service))
    while (left.length > 0) {
      const lot = 1 + random.below(3)
      await consumer.receive(left.slice(0, lot))
      left = left.slice(lot)
      await applyOnce(service)
    }
  },
}
