import type { Config } from './config/config.ts'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import type { Layout } from './plan/split-plan.ts'
import { sourceFile } from './source/source-text.ts'
import type { Split } from './split.ts'
import { splitTexts } from './split.ts'
import type { CatalogRecord } from './verify/catalog/catalog-record.ts'
import type { CatalogDifference, CatalogPart } from './verify/catalog/compare-catalogs.ts'
import { compareWithPlan } from './verify/catalog/compare-with-plan.ts'
import { loadSplit } from './verify/load/load-split.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'

export interface Proof {
  readonly split: Split
  readonly artifacts: readonly Artifact[]
  readonly original: readonly CatalogRecord[]
  /** What each service's migrations made, in the order of the services. */
  readonly parts: readonly CatalogPart[]
  readonly differences: readonly CatalogDifference[]
  /** What did not load. */
  readonly failures: readonly string[]
}

/** Splits a schema, loads it whole and each service alone, and compares what came of it. */
export async function proveSplit(
  server: ScratchServer,
  sql: string,
  config: Config,
  layout: Layout = 'databases',
): Promise<Proof> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const split = await splitTexts(texts, { config: { ...config, layout }, file: undefined }, {})
  const artifacts = emitSplit(split)
  const { original, parts, failures } = await loadSplit(server, split, artifacts, () => {})
  const differences = compareWithPlan(split, original.objects, parts)
  return { split, artifacts, original: original.objects, parts, differences, failures }
}
