import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Split } from '../../split.ts'
import { faults } from '../faults/fault-registry.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { isLong } from '../long-form.test-support.ts'
import { mistakenSchema, splitOf, tellMistake } from './mistake.test-support.ts'
import { mistakesInRuntime } from './mistakes-in-runtime.test-support.ts'
import { mistakesInSql } from './mistakes-in-sql.test-support.ts'

/** Each with its story: `fixtures/replay-mistakes/<mistake>.txt`. */
const mistakes = Object.entries({ ...mistakesInSql, ...mistakesInRuntime })
const firstOfEach = mistakes.filter(([, { part }], at) => mistakes.findIndex(([, other]) => other.part === part) === at)

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(mistakenSchema)
})
afterAll(() => server?.stop())

test('without a mistake there is no story, whatever breaks', async () =>
  expect(
    await tellMistake(server, split, { faults: faults.map(({ id }) => id), often: 0.4, operations: 120 }),
  ).toBeUndefined())

describe('a mistake is shown by a short history', () => {
  test.each(isLong ? mistakes : firstOfEach)('%s', { timeout: 600_000 }, async (name, mistake) => {
    const lines = await tellMistake(server, split, mistake)
    expect(lines).toBeDefined()
    await expect(`${lines!.join('\n')}\n`).toMatchFileSnapshot(`../../../fixtures/replay-mistakes/${name}.txt`)
  })

  test('each has its story, and none is longer than a screen', () => {
    const folder = 'fixtures/replay-mistakes'
    const stories = readdirSync(folder).filter((name) => name.endsWith('.txt'))
    expect(stories).toEqual(expect.arrayContaining(mistakes.map(([name]) => `${name}.txt`)))
    const long = stories.filter((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').length > 24)
    expect(long).toEqual([])
  })
})
