import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { faults } from '../faults/fault-registry.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { Mistake } from './mistake.test-support.ts'
import { mistakenSchema, splitOf, tellMistake } from './mistake.test-support.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(mistakenSchema)
})
afterAll(() => server?.stop())

test('without a mistake there is no story, whatever breaks', async () =>
  expect(
    await tellMistake(server, split, { faults: faults.map(({ id }) => id), often: 0.4, operations: 200 }),
  ).toBeUndefined())

/** Each mistake in the runtime, and the story that is told of it: `fixtures/replay-mistakes/<mistake>.txt`. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'a-change-has-no-successor': {
    runtime: {
      file: 'consumer/reduce-statement.ts',
      from: 'if (version === undefined || version === null) return',
      to: 'if (version !== undefined) return',
    },
  },
  'half-a-transaction-is-applied': {
    faults: ['reordering'],
    runtime: {
      file: 'consumer/inbox.ts',
      from: 'return transaction.rows.length >= expected',
      to: 'return expected > 0',
    },
  },
  'what-was-applied-is-not-remembered': {
    faults: ['duplicates'],
    often: 0.5,
    runtime: {
      file: 'consumer/inbox.ts',
      from: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) ON CONFLICT DO NOTHING',
      to: 'SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) LIMIT 0',
    },
  },
  'the-inbox-is-emptied-on-its-own': {
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
    faults: ['relay-crash'],
    often: 0.5,
    runtime: {
      file: 'relay/relay.ts',
      from: 'await this.#hand(wrapTransactions(service, stretch.rows))\n      await savePosition(client, home, name, stretch)',
      to: 'await savePosition(this.#options.pool as never, home, name, stretch)\n      await client.query("SELECT 1")\n      await this.#hand(wrapTransactions(service, stretch.rows))',
    },
  },
}

describe('a mistake in the runtime is shown by a short history', () => {
  test.each(Object.keys(mistakes))('%s', { timeout: 240_000 }, async (name) => {
    const lines = await tellMistake(server, split, mistakes[name]!)
    expect(lines).toBeDefined()
    expect(lines!.length).toBeLessThan(24)
    await expect(`${lines!.join('\n')}\n`).toMatchFileSnapshot(`../../../fixtures/replay-mistakes/${name}.txt`)
  })
})
