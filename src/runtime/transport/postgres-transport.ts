import type { Pool } from 'pg'
import { storeInInbox } from '../consumer/inbox.ts'
import { quote } from '../database.ts'
import type { Envelope } from '../envelope.ts'
import type { Publisher } from './transport.ts'

/** A service that refers to keys: its database, the schema of our own there, and the aggregates it keeps replicas of. */
export interface Destination {
  readonly service: string
  readonly pool: Pool
  readonly home: string
  readonly aggregates: readonly string[]
}

/** From database to database without a broker: straight into the inbox of every service that refers to the keys. */
export class PostgresTransport implements Publisher {
  readonly #destinations: readonly Destination[]

  constructor(destinations: readonly Destination[]) {
    this.#destinations = destinations
  }

  async publish(batch: readonly Envelope[]): Promise<void> {
    await this.#toEach(async ({ pool, home, aggregates }) => {
      const wanted = batch.filter((envelope) => aggregates.includes(envelope.data.aggregate))
      if (wanted.length > 0) await storeInInbox(pool, home, wanted)
    })
  }

  async publishedUpTo(source: string, epoch: string, version: string): Promise<void> {
    await this.#toEach(async ({ pool, home }) => {
      await pool.query(
        `UPDATE ${quote(home, 'source')} SET told_epoch = $2, told = $3
          WHERE service = $1 AND (told_epoch, told) < ($2::bigint, $3::bigint)`,
        [source, epoch, version],
      )
    })
  }

  /** All are tried, so that one service that is down does not keep the others from what they can have. */
  async #toEach(send: (destination: Destination) => Promise<void>): Promise<void> {
    const results = await Promise.allSettled(this.#destinations.map(send))
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
    if (failures.length > 0) throw failures[0]
  }
}
