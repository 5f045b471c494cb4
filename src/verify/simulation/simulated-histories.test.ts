import { describe, expect, test } from 'vitest'
import * as runtime from '../../runtime/index.ts'
import { isLong } from '../long-form.test-support.ts'
import type { Mutation } from '../references/mutant.test-support.ts'
import { buildMutant } from '../references/mutant.test-support.ts'
import type { SimulatedRuntime } from './simulate-history.test-support.ts'
import { simulateHistory } from './simulate-history.test-support.ts'

const count = Number(process.env['FOUNTAIN_SIMULATED'] ?? (isLong ? 1_000_000 : 2_000))

/** The first of so many histories that ends otherwise than in one database. */
async function findFlaw(histories: number, tried: SimulatedRuntime): Promise<string | undefined> {
  for (let seed = 1; seed <= histories; seed++) {
    if (seed % 100_000 === 0) process.stdout.write(`${seed} histories\n`)
    const flaw = await simulateHistory(seed, tried).catch((error: unknown) => String(error))
    if (flaw !== undefined) return `seed ${seed}: ${flaw}`
  }
  return undefined
}

test(`${count} simulated histories end as in one database`, { timeout: 4 * 3600_000 }, async () => {
  expect(await findFlaw(count, runtime)).toBeUndefined()
})

describe('a mistake in the consumer is found', () => {
  const mutations: Readonly<Record<string, Mutation>> = {
    'an older event is applied over a newer state': { file: 'consumer/reduce-statement.ts', from: 'if (!isNewer(event, state)) continue', to: 'void isNewer' }, // prettier-ignore
    'an event does not wait for the one before it': { file: 'consumer/key-state.ts', from: 'return event.previous <= state.version', to: 'return true' }, // prettier-ignore
    'a transaction is applied as far as it arrived': { file: 'consumer/inbox.ts', from: 'return transaction.rows.length >= expected', to: 'return expected > 0' }, // prettier-ignore
    'a changed key just dies': { file: 'consumer/reduce-statement.ts', from: "else if (end.is === 'known') follows.push({ old, successor: keyTexts(end.step.envelope.data.successor!, columns) })", to: "else if (end.is === 'known') deletes.set(event.subject, old)" }, // prettier-ignore
    'what was applied is removed outside its transaction': { file: 'consumer/consumer.ts', from: 'await inbox.removeApplied(client, home, [...applied, ...repeated])', to: 'await inbox.removeApplied(client, home, repeated)' }, // prettier-ignore
  }

  test.each(Object.entries(mutations))('%s', async (_, mutation) => {
    expect(await findFlaw(5_000, await buildMutant(mutation))).toMatch(/^seed \d+: /)
  })
})
