import { applyOnce, readArrived } from '../arrived-events.ts'
import type { Fault } from '../fault.ts'

/** What arrived comes again: at once, and when it was applied. */
export const duplicates: Fault = {
  id: 'duplicates',
  words: 'events come twice',
  async onArrival(service, random) {
    const arrived = await readArrived(service)
    const { receive } = receiverOf(service)
    await receive(arrived.filter(() => random.chance(0.5)))
    await applyOnce(service)
    await receive(random.shuffled(arrived).filter(() => random.chance(0.7)))
  },
}

function receiverOf({ running }: Parameters<NonNullable<Fault['onArrival']>>[0]) {
  const consumer = running!.service.consumer!
  return { receive: consumer.receive.bind(consumer) }
}
