import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpusNames, hasCorpus, readLoadableSchema } from '../corpus-loading.test-support.ts'
import { findRoundStory } from '../concurrent/find-round-story.ts'
import { Topology } from '../concurrent/topology.ts'
import { writeRounds } from '../concurrent/write-rounds.ts'
import { faults } from '../faults/fault-registry.ts'
import { isLong } from '../long-form.test-support.ts'
import type { Split } from '../../split.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { findStory } from '../stories/find-story.ts'
import { tellDifference } from '../stories/tell-story.ts'
import type { Arena } from './arena.ts'
import type { MatrixScene } from './matrix-scenes.test-support.ts'
import { askingScenes, matrixScenes } from './matrix-scenes.test-support.ts'
import { arenaWith, splitOf } from './mistake.test-support.ts'
import type { Repeatability } from './replay-history.ts'
import { writeHistories } from './write-histories.ts'

/** Every one, or one for each ON DELETE, with another match, deferrability and key each time; some by choice, some by vote. */
const fountain = { id: 'the Fountain', sql: readFileSync('fixtures/fountain.sql', 'utf8'), config: '' }
const scenes: readonly MatrixScene[] = isLong
  ? [fountain, ...matrixScenes, ...askingScenes]
  : matrixScenes.flatMap((scene, at) => (at % 11 === 0 ? [at % 2 === 0 ? scene : askingScenes[at]!] : []))
/** Statements in each. */
const operations = Number(process.env['FOUNTAIN_OPERATIONS'] ?? (isLong ? 1650 : 30))

let server: ScratchServer
const total = { operations: 0, faults: 0, refused: 0, differences: 0 }
const atOnce = { operations: 0, clients: 0, faults: 0, undecided: 0, differences: 0 }
beforeAll(async () => {
  server = await startScratchServer()
})
afterAll(async () => {
  await server?.stop()
  if (isLong)
    process.stdout.write(
      `schemas: ${scenes.length + schemasOfOthers.length}, one after the other ${JSON.stringify(total)}, at once ${JSON.stringify(atOnce)}\n`,
    )
})

const pagila = { config: readFileSync('fixtures/corpus/pagila.yaml', 'utf8') }
const schemasOfOthers = hasCorpus ? corpusNames.map((id) => ({ id, sql: readLoadableSchema(id), config: id === 'pagila' ? pagila.config : '' })) : [] // prettier-ignore

/** Of which no row can be made: what refuses it stands in docs/verify.md. */
const refusing: Readonly<Record<string, readonly string[]>> = {
  'postgrest-spec': ['postgrest.auth', 'test.authors_only', 'test.infinite_inserts'],
}

describe.runIf(hasCorpus)('schemas of others, whatever breaks: the same verdicts and rows as in one database', () => {
  test.each(isLong ? schemasOfOthers : schemasOfOthers.filter(({ id }) => id === 'pagila'))(
    '$id',
    { timeout: 3600_000 },
    async (scene) => {
      const unknown = await replay(scene, writeAtOnce)
      expect(unknown.map((each) => each.split(':')[0])).toEqual(refusing[scene.id] ?? [])
      if (unknown.length > 0) process.stdout.write(`${scene.id}: no row could be made for ${unknown.join('; ')}\n`)
    },
  )
})

/** Clients at once, on a tenth of the statements. */
async function writeAtOnce(arena: Arena, { plan }: Split, known: Repeatability): Promise<void> {
  const topology = new Topology(plan, arena.shapes, arena.serviceOf)
  const limits = { seed: 1, operations: operations / 10, seconds: 3600, faults: faults.map(({ id }) => id) }
  const { summary, failed, different } = await writeRounds(arena, topology, limits, known, () => {})
  for (const fact of ['operations', 'clients', 'faults', 'undecided', 'differences'] as const)
    atOnce[fact] += summary[fact]
  expect(different === undefined ? [] : tellDifference(different)).toEqual([])
  const story = failed && (await findRoundStory(arena, topology, failed, known, { inputHash: '', seed: 1 }))
  expect(story?.lines ?? []).toEqual([])
  expect(summary.operations).toBeGreaterThanOrEqual(limits.operations)
}

describe('every form of a foreign key, whatever breaks: the same verdicts and rows as in one database', () => {
  test.each(scenes)('$id', { timeout: 3600_000 }, async (scene) => {
    expect(await (isLong ? replay(scene, writeAtOnce) : replay(scene))).toEqual([])
  })
})

/** Relations of which no row could be made, and why. Fails where anything is different. */
async function replay(
  { sql, config }: MatrixScene,
  more = async (_arena: Arena, _split: Split, _known: Repeatability) => {},
): Promise<readonly string[]> {
  const split = await splitOf(sql, config)
  const arena = await arenaWith(server, split, {})
  try {
    expect(arena.difference === undefined ? [] : tellDifference(arena.difference)).toEqual([])
    const repeatability: Repeatability = { columns: arena.unrepeatable }
    const limits = { seed: 1, operations, seconds: 3600, faults: faults.map(({ id }) => id), often: 0.3 }
    const { summary, failed } = await writeHistories(arena, limits, repeatability, () => {})
    for (const fact of ['operations', 'faults', 'refused', 'differences'] as const) total[fact] += summary[fact]
    const story = failed && (await findStory(arena, failed, repeatability, { inputHash: '', seed: 1 }))
    expect(story?.lines ?? []).toEqual([])
    expect(summary.operations).toBeGreaterThanOrEqual(operations)
    await more(arena, split, repeatability)
    return [...arena.learnt.unknown].map(([key, why]) => `${key.replace('\0', '.')}: ${why}`)
  } finally {
    await arena.close()
  }
}

test('300 forms, each in one schema', () => {
  const forms = matrixScenes.flatMap(({ sql }) => [...sql.matchAll(/FOREIGN KEY .*/g)].map(([form]) => form.replace(/p\d/, 'p'))) // prettier-ignore
  expect([forms.length, new Set(forms).size]).toEqual([300, 300])
})
