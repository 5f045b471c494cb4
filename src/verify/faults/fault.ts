import type { SeededRandom } from '../histories/seeded-random.ts'
import type { ServiceSide } from '../replay/service-side.ts'
import type { Trouble } from '../replay/trouble.ts'

/** Breaks something while events travel. What it leaves must come to the same end as without it. */
export interface Fault {
  readonly id: string
  /** For stories. */
  readonly words: string
  /** How often it is drawn, compared with others; 1 unless told. */
  readonly weight?: number
  /** Connections of those who write are lost too. */
  readonly cutsClients?: true
  /**
   * When it is drawn. What it returns is called when what was written next has come to rest: it tells what is wrong then, and
   * the history ends, as the sides are not the same any more. Nothing is returned where it cannot strike.
   */
  readonly onBegin?: (
    services: ReadonlyMap<string, ServiceSide>,
    random: SeededRandom,
  ) => Promise<(() => Promise<readonly Trouble[]>) | undefined>
  /**
   * Before a service is written to: from then on it may refuse with `refusal`, until what this returns is called; after
   * which the same is written again. Nothing is returned where the service cannot be struck so.
   */
  readonly onWrite?: (service: ServiceSide) => Promise<(() => Promise<void>) | undefined>
  /** SQLSTATE */
  readonly refusal?: string
  /** In the place of, or before, what the relays of a service do. */
  readonly onRelay?: (
    service: ServiceSide,
    random: SeededRandom,
    services: ReadonlyMap<string, ServiceSide>,
  ) => Promise<void>
  /** When events have arrived at a service, before it applies them. */
  readonly onArrival?: (service: ServiceSide, random: SeededRandom) => Promise<void>
  /** What is written next is not relayed at once, as long as that changes no verdict. */
  readonly delays?: true
  /** Strikes only where nobody writes meanwhile. */
  readonly isSerial?: true
}
