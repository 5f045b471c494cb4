import { applyOnce, takeArrived } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** The consumer takes one transaction at a time, and events come faster than it can. It stays so until it is started again. */
export const slowConsumer: Fault = {
  id: 'slow-consumer',
  words: 'the consumer is slower than what arrives',
  async onArrival(service, random) {
    service.running = await service.running!.restart({ batch: 1 })
    const consumer = service.running.service.consumer!
    let left = await takeArrived(service)
    while (left.length > 0) {
      const lot = 1 + random.below(4)
      await consumer.receive(left.slice(0, lot))
      left = left.slice(lot)
      if (random.chance(0.4)) await applyOnce(service)
    }
  },
}
