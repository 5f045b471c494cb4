import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { isLong } from '../long-form.test-support.ts'
import { mistakenSchema, splitOf, tellMistake } from '../replay/mistake.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { faults } from './fault-registry.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(mistakenSchema)
})
afterAll(() => server?.stop())

/** By itself; together they break in the matrix. What a mistake is found by stands with the mistakes. */
describe.runIf(isLong)('a fault changes nothing where nothing is wrong', () => {
  test.each(faults.map(({ id }) => id))('%s', { timeout: 600_000 }, async (fault) => {
    expect(await tellMistake(server, split, { faults: [fault], often: 0.4, operations: 100 })).toBeUndefined()
  })
})
