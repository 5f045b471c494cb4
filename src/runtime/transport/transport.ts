import type { Envelope } from '../envelope.ts'

/**
 * Carries envelopes at least once, those with one `partitionkey` in the order in which they were published. Anything may
 * come twice, and what concerns different keys in any order.
 */
export interface Publisher {
  /** Settles when everything is kept where a crash does not lose it. */
  publish(batch: readonly Envelope[]): Promise<void>
}

export interface Subscriber {
  /** Hands over what comes of these aggregates; what `receive` rejects comes again. Returns the end of the subscription. */
  subscribe(
    aggregates: readonly string[],
    receive: (batch: readonly Envelope[]) => Promise<void>,
  ): Promise<() => Promise<void>>
}
