import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { faults } from '../faults/fault-registry.ts'
import { isLong } from '../long-form.test-support.ts'
import { splitOf } from '../replay/mistake.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { schemaOfMistakes, tellMistakeAtOnce } from './mistake-at-once.test-support.ts'
import { mistakesAtOnce } from './mistakes-at-once.test-support.ts'

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(schemaOfMistakes)
}, 240_000)
afterAll(() => server?.stop())

const all = Object.entries(mistakesAtOnce)
const storyOf = (name: string) => `fixtures/replay-mistakes/${name}.txt`

test('without a mistake everything has an order, whatever breaks', { timeout: 600_000 }, async () => {
  const operations = isLong ? 2000 : 40
  const { lines, summary } = await tellMistakeAtOnce(server, split, { faults: faults.map(({ id }) => id), operations })
  expect(lines).toEqual([])
  expect(summary).toMatchObject({ undecided: 0, differences: 0 })
  for (const figure of ['operations', 'clients', 'steps', 'looks'] as const)
    expect(summary[figure], figure).toBeGreaterThan(8)
  expect(summary.groups).toBeGreaterThan(1)
})

describe('a mistake that shows when several write at once is told by a short program of clients', () => {
  test.each(all)('%s', { timeout: 600_000 }, async (name, { ends, ...mistake }) => {
    const isKept = process.env['UPDATE_FIXTURES'] === '1'
    const { lines } = await tellMistakeAtOnce(server, split, mistake, isLong || isKept ? undefined : 1)
    expect(lines.join('\n')).toMatch(ends)
    expect(lines.length).toBeLessThan(isLong ? 25 : 60)
    // Who comes first is not the same in every run, so that a story is kept only when asked for.
    if (isKept) writeFileSync(storyOf(name), `${lines.join('\n')}\n`)
  })

  test('each has a story of it', () => {
    for (const [name, { ends }] of all) {
      expect(existsSync(storyOf(name)), name).toBe(true)
      expect(readFileSync(storyOf(name), 'utf8')).toMatch(ends)
    }
  })
})
