import { faults } from '../faults/fault-registry.ts'
import type { FaultStep } from '../histories/history.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import { pauseFor } from './pause-for.ts'

/** Milliseconds between two of them, at most. */
const longestPause = 25
/** Milliseconds that what runs beside a service is away for, at most. */
const longestAway = 120

/** Breaks one thing after the other while clients write, each at some service. Everything works again when it returns. */
export async function strikeFaults(
  steps: readonly FaultStep[],
  running: readonly ServiceSide[],
  services: ReadonlyMap<string, ServiceSide>,
): Promise<void> {
  for (const { fault: id, seed } of steps) {
    const random = new SeededRandom(seed)
    await pauseFor(random.below(longestPause))
    const { onRelay, onArrival, delays } = faults.find((each) => each.id === id)!
    const side = random.pick(running)
    const before = side.running!
    const { relays, consumer } = before.service
    // What it breaks is there to be broken: errors are what it is about.
    if (relays.length > 0) await onRelay?.(side, random, services).catch(() => {})
    if (consumer !== undefined) await onArrival?.(side, random).catch(() => {})
    before.pool.mend()
    if (delays === true) {
      await side.running!.service.stop()
      await pauseFor(random.below(longestAway))
      side.running = await side.running!.restart()
    }
    if (side.running !== before) side.running!.service.start()
  }
}
