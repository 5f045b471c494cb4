import { emitSplit } from '../../emit/emit-split.ts'
import { sourceFile } from '../../source/source-text.ts'
import type { Split } from '../../split.ts'
import { splitTexts } from '../../split.ts'
import { loadSplit } from '../load/load-split.ts'
import type { Mutation } from '../references/mutant.test-support.ts'
import { buildMutant, replaceOnce } from '../references/mutant.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { findStory } from '../stories/find-story.ts'
import type { Story } from '../stories/story.ts'
import type { Arena } from './arena.ts'
import { buildArena } from './arena.ts'
import type { Repeatability } from './replay-history.ts'
import { writeHistories } from './write-histories.ts'

/** A mistake in the SQL that generate writes: `from` must be in it, once unless it is a pattern. */
export interface SqlMistake {
  readonly from: string | RegExp
  readonly to: string
}

/** One of them. */
export interface Mistake {
  readonly sql?: SqlMistake
  readonly runtime?: Mutation
}

export async function splitOf(sql: string): Promise<Split> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  return splitTexts(texts, { config: {}, file: undefined }, {})
}

/** The arena of what is generated with one mistake in it. */
export async function arenaWith(server: ScratchServer, split: Split, { sql, runtime }: Mistake): Promise<Arena> {
  let hits = 0
  const artifacts = emitSplit(split).map((artifact) => {
    if (sql === undefined || !artifact.path.endsWith('.sql')) return artifact
    const { from } = sql
    if (typeof from === 'string' && !artifact.text.includes(from)) return artifact
    const text =
      typeof from === 'string'
        ? replaceOnce(artifact.text, from, sql.to)
        : artifact.text.replace(from, () => (hits++, sql.to))
    if (typeof from === 'string') hits++
    return { ...artifact, text }
  })
  if (sql !== undefined && hits === 0) throw new Error(`not in what is generated: ${String(sql.from)}`)
  const loaded = await loadSplit(server, split, artifacts, () => {})
  if (loaded.failures.length > 0) throw new Error(loaded.failures.join('\n'))
  return buildArena(server, split, loaded, runtime === undefined ? undefined : await buildMutant(runtime))
}

/** The short history by which the replay shows the mistake; undefined where it does not. */
export async function storyOf(arena: Arena, operations: number, seed = 1): Promise<Story | undefined> {
  const known: Repeatability = { columns: arena.unrepeatable }
  const { failed } = await writeHistories(arena, { seed, operations, seconds: 60 }, known, () => {})
  return failed === undefined ? undefined : findStory(arena, failed, known, { inputHash: '', seed })
}
