import pg from 'pg'
import type { Config } from './config/config.ts'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import { serviceFolders } from './emit/service-folders.ts'
import { sourceFile } from './source/source-text.ts'
import type { Split } from './split.ts'
import { splitTexts } from './split.ts'
import type { CatalogRecord } from './verify/catalog/catalog-record.ts'
import type { CatalogDifference, CatalogPart } from './verify/catalog/compare-catalogs.ts'
import { compareCatalogs } from './verify/catalog/compare-catalogs.ts'
import { readCatalogObjects } from './verify/catalog/read-live-catalog.ts'
import { loadSql } from './verify/load-sql.test-support.ts'
import type { ScratchServer } from './verify/scratch/scratch-server.ts'

export interface Proof {
  readonly split: Split
  readonly artifacts: readonly Artifact[]
  readonly original: readonly CatalogRecord[]
  /** What each service's migrations made, in the order of the services. */
  readonly parts: readonly CatalogPart[]
  readonly differences: readonly CatalogDifference[]
}

/** Splits a schema, loads it whole and each service alone, and compares what came of it. */
export async function proveSplit(server: ScratchServer, sql: string, config: Config): Promise<Proof> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const split = await splitTexts(texts, { config, file: undefined }, {})
  const artifacts = emitSplit(split)
  const original = await loadInto(server, 'whole', [sql])
  const roles = artifacts.filter(({ path }) => path === 'cluster/roles.sql')
  const parts: CatalogPart[] = []
  for (const [service, folder] of serviceFolders(split.plan.services)) {
    const migrations = artifacts.filter(({ path }) => path.startsWith(`${folder}/migrations/`))
    const texts = [...roles, ...migrations].map(({ text }) => text)
    const objects = await loadInto(server, 'service', texts)
    parts.push({ service, objects })
  }
  return { split, artifacts, original, parts, differences: compareWithPlan(split, original, parts) }
}

/** The parts together against the original less exactly what the plan says is gone. */
export function compareWithPlan(
  { plan }: Split,
  original: readonly CatalogRecord[],
  parts: readonly CatalogPart[],
): CatalogDifference[] {
  const gone = plan.removals.filter(({ extent }) => extent === 'gone')
  return compareCatalogs(original, parts, {
    owners: true,
    cut: new Set(gone.map(({ object }) => object)),
    changed: new Set(gone.flatMap(({ changed }) => changed ?? [])),
  })
}

async function loadInto(server: ScratchServer, purpose: string, texts: readonly string[]): Promise<CatalogRecord[]> {
  const { url } = await server.createDatabase(purpose)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const text of texts) {
      // Each file is a session of its own.
      await client.query('DISCARD ALL')
      await loadSql(client, text)
    }
    await client.query('DISCARD ALL')
    return await readCatalogObjects(client)
  } finally {
    await client.end()
  }
}
