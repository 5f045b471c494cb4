import type { Mistake } from './mistake.test-support.ts'

/** Mistakes in what relays and applies. */
export const mistakesInRuntime: Readonly<Record<string, Mistake>> = {
  'a-change-has-no-successor': {
    part: 'consumer',
    runtime: {
      file: 'consumer/reduce-statement.ts',
      from: 'if (version === undefined || version === null) return',
      to: 'if (version !== undefined) return',
    },
  },
  'half-a-transaction-is-applied': {
    part: 'consumer',
    faults: ['reordering'],
    runtime: {
      file: 'consumer/inbox.ts',
      from: 'return transaction.rows.length >= expected',
      to: 'return expected > 0',
    },
  },
  'what-was-applied-is-not-remembered': {
    part: 'consumer',
    faults: ['duplicates'],
    often: 0.5,
    runtime: {
      file: 'consumer/inbox.ts',
      from: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING',
      to: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) LIMIT 0',
    },
  },
  'the-inbox-is-emptied-on-its-own': {
    part: 'consumer',
    faults: ['consumer-crash'],
    often: 0.6,
    operations: 500,
    runtime: {
      file: 'consumer/consumer.ts',
      from: 'await inbox.removeApplied(client, home, [...applied, ...repeated])',
      to: 'await inbox.removeApplied(pool as never, home, [...applied, ...repeated])',
    },
  },
  'the-position-is-kept-before-it-is-published': {
    part: 'relay',
    faults: ['relay-crash'],
    often: 0.5,
    runtime: {
      file: 'relay/relay.ts',
      from: 'await this.#hand(wrapTransactions(service, stretch.rows))\n      await savePosition(client, home, name, stretch)',
      to: 'await savePosition(this.#options.pool as never, home, name, stretch)\n      await client.query("SELECT 1")\n      await this.#hand(wrapTransactions(service, stretch.rows))',
    },
  },
  'what-a-partition-kept-back-is-lost': {
    part: 'relay',
    faults: ['partition'],
    often: 0.5,
    runtime: { file: 'transport/postgres-transport.ts', from: 'if (failures.length > 0) throw failures[0]', to: '' },
  },
}
