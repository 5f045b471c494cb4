import type { Envelope } from '../envelope.ts'

/**
 * Carries envelopes at least once, those with one `partitionkey` in the order in which they were published. Anything may
 * come twice, and what concerns different keys in any order.
 */
export interface Publisher {
  /** Settles when everything is kept where a crash does not lose it. */
  publish(batch: readonly Envelope[]): Promise<void>
  /**
   * Told now and then: every event of the service up to this version was published, and settled. A transport whose
   * receivers have by then what was published passes it on, so that they may forget tombstones; others leave it out.
   */
  publishedUpTo?(source: string, epoch: string, version: string): Promise<void>
}

export interface Subscriber {
  /** Hands over what comes of these aggregates; what `receive` rejects comes again. Returns the end of the subscription. */
  subscribe(
    aggregates: readonly string[],
    receive: (batch: readonly Envelope[]) => Promise<void>,
  ): Promise<() => Promise<void>>
}
