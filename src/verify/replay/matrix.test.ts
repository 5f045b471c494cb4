import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults } from '../faults/fault-registry.ts'
import { isLong } from '../long-form.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { findStory } from '../stories/find-story.ts'
import { tellDifference } from '../stories/tell-story.ts'
import type { MatrixScene } from './matrix-scenes.test-support.ts'
import { matrixScenes } from './matrix-scenes.test-support.ts'
import { arenaWith, splitOf } from './mistake.test-support.ts'
import type { Repeatability } from './replay-history.ts'
import { writeHistories } from './write-histories.ts'

/** Every one, or one for each ON DELETE, with another match, deferrability and key each time. */
const fountain = { id: 'the Fountain', sql: readFileSync('fixtures/fountain.sql', 'utf8'), config: '' }
const scenes: readonly MatrixScene[] = isLong
  ? [fountain, ...matrixScenes]
  : matrixScenes.filter((_, at) => at % 11 === 0)
/** Statements in each. */
const operations = Number(process.env['FOUNTAIN_OPERATIONS'] ?? (isLong ? 1650 : 40))

let server: ScratchServer
const total = { operations: 0, faults: 0, refused: 0, differences: 0 }
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(async () => {
  await server?.stop()
  if (isLong) process.stdout.write(`${scenes.length} schemas: ${JSON.stringify(total)}\n`)
})

describe('every form of a foreign key, whatever breaks: the same verdicts and rows as in one database', () => {
  test.each(scenes)('$id', { timeout: 3600_000 }, async ({ sql, config }) => {
    const split = await splitOf(sql, config)
    const arena = await arenaWith(server, split, {})
    try {
      expect(arena.difference === undefined ? [] : tellDifference(arena.difference)).toEqual([])
      const known: Repeatability = { columns: arena.unrepeatable }
      const limits = { seed: 1, operations, seconds: 3600, faults: faults.map(({ id }) => id), often: 0.3 }
      const { summary, failed } = await writeHistories(arena, limits, known, () => {})
      for (const fact of ['operations', 'faults', 'refused', 'differences'] as const) total[fact] += summary[fact]
      const story = failed && (await findStory(arena, failed, known, { inputHash: '', seed: 1 }))
      expect(story?.lines ?? []).toEqual([])
      expect(summary.operations).toBeGreaterThanOrEqual(operations)
      expect([...arena.learnt.unknown]).toEqual([])
    } finally {
      await arena.close()
    }
  })
})

test('300 forms, each in one schema', () => {
  const forms = matrixScenes.flatMap(({ sql }) => [...sql.matchAll(/FOREIGN KEY .*/g)].map(([form]) => form.replace(/p\d/, 'p'))) // prettier-ignore
  expect([forms.length, new Set(forms).size]).toEqual([300, 300])
})
