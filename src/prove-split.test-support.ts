import pg from 'pg'
import { quoteQualified } from './core/identifier.ts'
import { wholeKey } from './core/object-key.ts'
import type { Config } from './config/config.ts'
import type { Artifact } from './emit/artifact.ts'
import { emitSplit } from './emit/emit-split.ts'
import { findServiceReferences } from './emit/references/service-references.ts'
import { serviceFolders } from './emit/service-folders.ts'
import { sourceFile } from './source/source-text.ts'
import type { Split } from './split.ts'
import { splitTexts } from './split.ts'
import type { CatalogRecord } from './verify/catalog/catalog-record.ts'
import type { CatalogDifference, CatalogPart } from './verify/catalog/compare-catalogs.ts'
import { compareCatalogs } from './verify/catalog/compare-catalogs.ts'
import { readCatalogObjects } from './verify/catalog/read-live-catalog.ts'
import { nativeKeys, ownObjects } from './own-objects.test-support.ts'
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

/** The same in `layout: schemas`: each service alone, then all in one database. What was copied is told by its old name. */
export async function proveSchemas(server: ScratchServer, sql: string, config: Config): Promise<CatalogDifference[]> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const split = await splitTexts(texts, { config: { ...config, layout: 'schemas' }, file: undefined }, {})
  const artifacts = emitSplit(split)
  const textsBelow = (folder: string) => artifacts.filter(({ path }) => path.startsWith(folder)).map(({ text }) => text)
  const roles = textsBelow('cluster/roles.sql')
  const original = await loadInto(server, 'whole', [sql])
  const migrations: string[] = []
  for (const folder of serviceFolders(split.plan.services).values()) {
    const own = textsBelow(`${folder}/migrations/`)
    await loadInto(server, 'service', [...roles, ...own])
    migrations.push(...own)
  }
  // Rights are the services' own and no part of the original; that they can be given is proof enough here.
  await loadInto(server, 'rights', [...roles, ...migrations, ...textsBelow('cluster/rights.sql')])
  const objects = withOldNames(split, await loadInto(server, 'together', [...roles, ...migrations]))
  return compareWithPlan(split, original, [{ service: 'together', objects }])
}

function withOldNames({ plan }: Split, records: readonly CatalogRecord[]): CatalogRecord[] {
  const renamings = plan.copies.map(({ object, from, to, name }) => {
    const escaped = quoteQualified({ schema: to, name }).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    // A type and a function may share a name.
    const after = object.startsWith('routine ') ? '(?=\\()' : '(?![\\w$(])'
    return { found: new RegExp(`(?<![\\w$.])${escaped}${after}`, 'g'), old: quoteQualified({ schema: from, name }) }
  })
  const rename = (text: string): string =>
    renamings.reduce((renamed, { found, old }) => renamed.replace(found, () => old), text)
  const renameWithin = (value: unknown): unknown => {
    if (typeof value === 'string') return rename(value)
    if (Array.isArray(value)) return value.map(renameWithin)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renameWithin(inner)]))
  }
  const renamed = records.map((record) => ({
    ...record,
    key: rename(record.key),
    identity: rename(record.identity),
    of: record.of.map(rename),
    definition: JSON.stringify(renameWithin(JSON.parse(record.definition))),
  }))
  return [...new Map(renamed.map((record) => [record.key, record])).values()]
}

/** The parts together against the original less exactly what the plan says is gone. */
export function compareWithPlan(
  { catalog, plan }: Split,
  original: readonly CatalogRecord[],
  parts: readonly CatalogPart[],
): CatalogDifference[] {
  const schemas = new Set(plan.copies.map(({ to }) => wholeKey('schema', { schema: '', name: to })))
  const gone = plan.removals.filter(({ extent }) => extent === 'gone')
  const services = findServiceReferences({ catalog, plan })
  const isOurs = ownObjects(services, original)
  const found = new Set(parts.flatMap(({ objects }) => objects.map(({ key }) => key)))
  const missing = [...nativeKeys(services, original)]
    .filter(([key]) => !found.has(key))
    .map(([key, expected]): CatalogDifference => {
      const identity = key.slice('foreign-key '.length)
      return { kind: 'foreign-key', identity, what: 'missing', service: '', expected, found: '' }
    })
  // Those are on the list of what was cut, and there again.
  const others = parts.map((part) => ({
    ...part,
    objects: part.objects.filter((record) => record.kind !== 'foreign-key' || !isOurs(record)),
  }))
  const differences = compareCatalogs(original, others, {
    owners: true,
    allowed: (record) => schemas.has(record.key) || isOurs(record),
    cut: new Set(gone.map(({ object }) => object)),
    changed: new Set(gone.flatMap(({ changed }) => changed ?? [])),
  })
  return [...missing, ...differences]
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
