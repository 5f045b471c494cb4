import type { SeededRandom } from '../histories/seeded-random.ts'
import type { ServiceSide } from '../replay/service-side.ts'

/** Breaks something while events travel. What it leaves must come to the same end as without it. */
export interface Fault {
  readonly id: string
  /** For stories. */
  readonly words: string
  /** In the place of, or before, what the relays of a service do. */
  readonly onRelay?: (service: ServiceSide, random: SeededRandom) => Promise<void>
  /** When events have arrived at a service, before it applies them. */
  readonly onArrival?: (service: ServiceSide, random: SeededRandom) => Promise<void>
  /** What is written next is not relayed at once, as long as that changes no verdict. */
  readonly delays?: true
}
