import pg from 'pg'
import { FountainError } from '../../core/fountain-error.ts'
import type { Artifact } from '../../emit/artifact.ts'
import type { EmitInput } from '../../emit/emitter.ts'
import { inOrderOfApplication } from '../../emit/migration-names.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { CatalogRecord } from '../catalog/catalog-record.ts'
import type { CatalogPart } from '../catalog/compare-catalogs.ts'
import { withOldNames } from '../catalog/old-names.ts'
import { readCatalogObjects } from '../catalog/read-live-catalog.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { loadScript, ScriptError } from './load-script.ts'

/** What scratch databases have after loading the source, and after loading each service's files. Nobody is connected. */
export interface LoadedSplit {
  readonly original: { readonly database: ScratchDatabase; readonly objects: readonly CatalogRecord[] }
  /** By service; in `layout: schemas` all have the same. */
  readonly databases: ReadonlyMap<string, ScratchDatabase>
  /** What each database has, under the names of the original. In `layout: schemas` there is one, of all services. */
  readonly parts: readonly CatalogPart[]
  /** Where a service's files did not load, and why. */
  readonly failures: readonly string[]
}

interface Script {
  readonly path: string
  readonly bytes: Buffer
}

/** @throws FountainError `source-not-loadable` (exit 2): what does not load as a whole cannot be compared with. */
export async function loadSplit(
  server: ScratchServer,
  input: EmitInput,
  artifacts: readonly Artifact[],
  tell: (line: string) => void,
): Promise<LoadedSplit> {
  tell('loading the source')
  const whole = await loadSource(server, input)
  if (whole.failure !== undefined)
    throw new FountainError(
      'source-not-loadable',
      `the source does not load into an empty database: ${whole.failure}`,
      {
        hint: 'verify compares with the source as PostgreSQL has it. Give a server that has what it needs (extensions, roles) with --server.',
      },
    )
  const split = await loadServices(server, input, artifacts, tell)
  return { original: { database: whole.database, objects: await objectsOf(whole.database) }, ...split }
}

/** The source as a whole, in a database of its own. */
export function loadSource(
  server: ScratchServer,
  { catalog }: EmitInput,
): Promise<{ readonly database: ScratchDatabase; readonly failure: string | undefined }> {
  const scripts = catalog.files.map(({ name, bytes }) => ({ path: name, bytes }))
  return load(server, 'whole', scripts)
}

async function loadServices(
  server: ScratchServer,
  { catalog, plan }: EmitInput,
  artifacts: readonly Artifact[],
  tell: (line: string) => void,
): Promise<Omit<LoadedSplit, 'original'>> {
  const scripts = artifacts.map(({ path, text }) => ({ path, bytes: Buffer.from(text) }))
  const at = (...paths: readonly string[]) => scripts.filter(({ path }) => paths.includes(path))
  const roles = at('cluster/roles.sql')
  const shared = plan.layout === 'schemas'
  const databases = new Map<string, ScratchDatabase>()
  const parts: CatalogPart[] = []
  const failures: string[] = []
  const migrations: Script[] = []
  for (const [service, folder] of serviceFolders(plan.services)) {
    tell(`loading ${service}`)
    const own = inOrderOfApplication(
      catalog.files,
      scripts.filter(({ path }) => path.startsWith(`${folder}/migrations/`)),
    )
    migrations.push(...own)
    const { database, failure } = await load(server, service, [...roles, ...own])
    if (failure !== undefined) failures.push(`${service}: ${failure}`)
    if (shared) {
      await database.drop()
      continue
    }
    databases.set(service, database)
    parts.push({ service, objects: await objectsOf(database) })
    // Rights are the services' own and no part of the original: they come after it was looked at.
    const refused = failure === undefined ? await run(database, at(`${folder}/rights.sql`)) : undefined
    if (refused !== undefined) failures.push(`${service}: ${refused}`)
  }
  if (!shared) return { databases, parts, failures }
  tell('loading all services into one database')
  const { database, failure } = await load(server, 'together', [...roles, ...migrations])
  if (failure !== undefined) failures.push(`all in one database: ${failure}`)
  parts.push({ service: 'all', objects: withOldNames(plan, await objectsOf(database)) })
  const rights = [...serviceFolders(plan.services).values()].map((folder) => `${folder}/rights.sql`)
  const refused = failure === undefined ? await run(database, at(...rights)) : undefined
  if (refused !== undefined) failures.push(`all in one database: ${refused}`)
  for (const { name } of plan.services) databases.set(name, database)
  return { databases, parts, failures }
}

async function load(
  server: ScratchServer,
  purpose: string,
  scripts: readonly Script[],
): Promise<{ database: ScratchDatabase; failure: string | undefined }> {
  const database = await server.createDatabase(purpose)
  return { database, failure: await run(database, scripts) }
}

/** Each script is a session of its own. Tells where the first failed. */
async function run({ url }: ScratchDatabase, scripts: readonly Script[]): Promise<string | undefined> {
  for (const { path, bytes } of scripts) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    try {
      await loadScript(client, bytes)
    } catch (error) {
      if (error instanceof ScriptError) return `${path}:${error.line}: ${error.message}`
      throw error
    } finally {
      await client.end()
    }
  }
  return undefined
}

async function objectsOf({ url }: ScratchDatabase): Promise<readonly CatalogRecord[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await readCatalogObjects(client)
  } finally {
    await client.end()
  }
}
