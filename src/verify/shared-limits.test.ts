import { expect, test } from 'vitest'
import type { Check } from './check.ts'
import { checks } from './check-registry.ts'
import { SharedLimits } from './shared-limits.ts'

const writing = (id: string, share: number): Check => ({ id, share, check: () => Promise.reject(new Error(id)) })

test('all operations are written, whatever they are divided by, and time that one check leaves is left to the next', () => {
  const [long, short] = [writing('long', 2), writing('short', 1)]
  const limits = new SharedLimits([long, short], { seed: 1, operations: 1000, seconds: 60, faults: [] })
  expect(limits.of(long)).toMatchObject({ operations: 667, seconds: 40 })
  limits.spend(10)
  expect(limits.of(short)).toMatchObject({ operations: 334, seconds: 50 })
})

test('one that takes longer than it has leaves less, and never less than nothing', () => {
  const [first, second] = [writing('first', 1), writing('second', 1)]
  const limits = new SharedLimits([first, second], { seed: 1, operations: 10, seconds: 20, faults: [] })
  limits.of(first)
  limits.spend(24)
  expect(limits.of(second)).toMatchObject({ operations: 5, seconds: 0 })
})

test('who makes one of the checks that write has all of it for that one', () => {
  const only = checks.filter(({ id }) => id === 'concurrent-history')
  const limits = new SharedLimits(only, { seed: 1, operations: 1000, seconds: 60, faults: [] })
  expect(limits.of(only[0]!)).toMatchObject({ operations: 1000, seconds: 60 })
})
