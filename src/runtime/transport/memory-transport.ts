import type { Envelope } from '../envelope.ts'
import type { Publisher, Subscriber } from './transport.ts'

interface Subscription {
  readonly aggregates: ReadonlySet<string>
  readonly receive: (batch: readonly Envelope[]) => Promise<void>
}

/** Within one process, for tests: handed over at once, lost with the process unless a subscriber kept it. */
export class MemoryTransport implements Publisher, Subscriber {
  readonly #subscriptions = new Set<Subscription>()

  async publish(batch: readonly Envelope[]): Promise<void> {
    for (const { aggregates, receive } of this.#subscriptions) {
      const wanted = batch.filter((envelope) => aggregates.has(envelope.data.aggregate))
      if (wanted.length > 0) await receive(wanted)
    }
  }

  async subscribe(
    aggregates: readonly string[],
    receive: (batch: readonly Envelope[]) => Promise<void>,
  ): Promise<() => Promise<void>> {
    const subscription = { aggregates: new Set(aggregates), receive }
    this.#subscriptions.add(subscription)
    return async () => void this.#subscriptions.delete(subscription)
  }
}
