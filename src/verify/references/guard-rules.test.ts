import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { guardRules, makeGuardedSystem } from './guard-rules.test-support.ts'
import { rowsOf } from './split-system.test-support.ts'

let server: ScratchServer

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

describe.each(guardRules)('$rule', ({ mutant, variant, run, mutate }) => {
  const rowsLeft = async (mutation?: (sql: string) => string) => {
    const system = await makeGuardedSystem(server, mutation)
    try {
      await system.referenced.query('INSERT INTO playwright VALUES (1)')
      await system.settle()
      await run(system)
      await system.settle()
      return (await rowsOf(system.referencing, 'SELECT FROM script')).length
    } finally {
      await system.stop()
    }
  }

  test('no row is left', async () => expect(await rowsLeft()).toBe(0))
  test(`where ${mutant} (${variant}), one is`, async () => expect(await rowsLeft(mutate)).toBeGreaterThan(0))
})
