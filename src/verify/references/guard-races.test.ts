import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { guardRules } from './guard-rules.test-support.ts'
import type { RaceOutcome } from './guard-race.test-support.ts'
import { runRace } from './guard-race.test-support.ts'

let server: ScratchServer

beforeAll(async () => {
  server = await startScratchServer()
})

afterAll(() => server?.stop())

const isLong = process.env['FOUNTAIN_RACES'] !== undefined
const keys = Number(process.env['FOUNTAIN_RACES'] ?? 200)
const nothingWrong: Partial<RaceOutcome> = { orphans: [], outlived: [], lost: [] }

test(
  'a check against a delete: no row names what is not there, and none is lost that may be',
  async () => {
    const outcome = await runRace(server, { keys, seed: 11 })
    expect(outcome).toMatchObject(nothingWrong)
    // Both ways were taken, or nothing was tried.
    expect(outcome.tried).toBe(2 * keys)
    expect(outcome.written).toBeGreaterThan(keys / 10)
    expect(outcome.refused['23503']).toBeGreaterThan(keys / 10)
    expect(Object.keys(outcome.refused).filter((code) => !['23503', '40001', '40P01'].includes(code))).toEqual([])
    if (isLong)
      process.stderr.write(
        `${keys} keys: ${outcome.tried} writes, ${outcome.written} stayed, refused ${JSON.stringify(outcome.refused)}\n`,
      )
  },
  120_000 + 500 * keys,
)

test.each(guardRules.filter(({ variant }) => variant.startsWith('C')))(
  '$variant: where $mutant, it is noticed',
  async ({ mutant, mutate }) => {
    for (let seed = 1; ; seed++) {
      const { orphans, outlived, lost } = await runRace(server, { keys: isLong ? keys : 60, seed, mutate })
      const left = orphans.length + outlived.length + lost.length
      if (isLong)
        process.stderr.write(
          `${keys} keys, ${mutant}: ${orphans.length} orphans, ${outlived.length} outlived, ${lost.length} lost\n`,
        )
      if (left > 0) return
      expect(seed).toBeLessThan(8)
    }
  },
  120_000 + 500 * keys,
)
