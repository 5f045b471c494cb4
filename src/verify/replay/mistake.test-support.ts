import { parse } from 'yaml'
import { checkConfig } from '../../config/check-config.ts'
import { emitSplit } from '../../emit/emit-split.ts'
import { sourceFile } from '../../source/source-text.ts'
import type { Split } from '../../split.ts'
import { splitTexts } from '../../split.ts'
import { loadSplit } from '../load/load-split.ts'
import type { Mutation } from '../references/mutant.test-support.ts'
import { buildMutant } from '../references/mutant.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { findStory } from '../stories/find-story.ts'
import { tellDifference } from '../stories/tell-story.ts'
import type { Arena } from './arena.ts'
import { buildArena } from './arena.ts'
import type { Repeatability } from './replay-history.ts'
import { writeHistories } from './write-histories.ts'

/** A mistake in the SQL that generate writes; `from` must be in it. */
export interface SqlMistake {
  readonly from: RegExp
  readonly to: string
}

/** One of them. */
export interface Mistake {
  /** What it is made in: `npm test` makes the first of each. */
  readonly part: string
  readonly sql?: SqlMistake
  readonly runtime?: Mutation
  /** What breaks beside it; nothing unless told. */
  readonly faults?: readonly string[]
  /** Statements in which it must show; 300 unless told. */
  readonly operations?: number
  /** How probable a fault is before each transaction. */
  readonly often?: number
}

/** `config` as in fountain-split.yaml. */
export async function splitOf(sql: string, config = ''): Promise<Split> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  return splitTexts(texts, { config: checkConfig(parse(config) ?? {}, '', config), file: undefined }, {})
}

/** The arena of what is generated with one mistake in it. */
export async function arenaWith(
  server: ScratchServer,
  split: Split,
  { sql, runtime }: Omit<Mistake, 'part'>,
): Promise<Arena> {
  let hits = 0
  const artifacts = emitSplit(split).map((artifact) => {
    if (sql === undefined || !artifact.path.endsWith('.sql')) return artifact
    const text = artifact.text.replace(sql.from, sql.to)
    if (text !== artifact.text) hits++
    return { ...artifact, text }
  })
  if (sql !== undefined && hits === 0) throw new Error(`not in what is generated: ${String(sql.from)}`)
  const loaded = await loadSplit(server, split, artifacts, () => {})
  if (loaded.failures.length > 0) throw new Error(loaded.failures.join('\n'))
  const arena = await buildArena(server, split, loaded, runtime === undefined ? undefined : await buildMutant(runtime))
  const close = async () => {
    await arena.close()
    for (const database of [loaded.original.database, ...loaded.databases.values()]) await database.drop()
  }
  return { ...arena, close }
}

/** What the replay tells of a mistake: that it is wrong from the start, or a short history; undefined where it sees nothing. */
export async function tellMistake(
  server: ScratchServer,
  split: Split,
  mistake: Omit<Mistake, 'part'>,
): Promise<readonly string[] | undefined> {
  const arena = await arenaWith(server, split, mistake)
  try {
    if (arena.difference !== undefined) return tellDifference(arena.difference)
    const { operations = 300, faults = [], often } = mistake
    const known: Repeatability = { columns: arena.unrepeatable }
    const limits = { seed: 1, operations, seconds: 600, faults, ...(often === undefined ? {} : { often }) }
    const { failed } = await writeHistories(arena, limits, known, () => {})
    return failed === undefined ? undefined : (await findStory(arena, failed, known, { inputHash: '', seed: 1 })).lines
  } finally {
    await arena.close()
  }
}

/** Two services, a key of numbers between them, and what follows it further down. */
export const mistakenSchema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (code numeric PRIMARY KEY, name text);
CREATE TABLE shop.basket (
  id integer PRIMARY KEY,
  owner numeric CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE,
  payer numeric CONSTRAINT basket_payer REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE shop.item (
  id integer PRIMARY KEY,
  basket integer NOT NULL CONSTRAINT item_basket REFERENCES shop.basket ON DELETE CASCADE
);`
