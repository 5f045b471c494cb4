import type { SourceFile } from '../../catalog/statement.ts'
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
import type { RefusedStatement } from './leave-out.ts'
import { loadScript, ScriptError } from './load-script.ts'
import { withClient } from './with-client.ts'

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

/**
 * `source`: a database that the source was loaded into, by whoever tried whether it loads.
 *
 * @throws FountainError `source-not-loadable` (exit 2): what does not load as a whole cannot be compared with.
 */
export async function loadSplit(
  server: ScratchServer,
  input: EmitInput,
  artifacts: readonly Artifact[],
  tell: (line: string) => void,
  source?: ScratchDatabase,
): Promise<LoadedSplit> {
  if (source === undefined) tell('loading the source')
  const database = source ?? (await loadSource(server, input.catalog.files, artifacts))
  const split = await loadServices(server, input, artifacts, tell)
  return { original: { database, objects: await objectsOf(database) }, ...split }
}

/**
 * The source as a whole, in a database of its own; `artifacts` have the roles that it names and does not make.
 *
 * @throws FountainError `source-not-loadable` (exit 2)
 */
export async function loadSource(
  server: ScratchServer,
  files: readonly SourceFile[],
  artifacts: readonly Artifact[],
): Promise<ScratchDatabase> {
  const { database, failure } = await load(server, 'whole', [...rolesOf(artifacts), ...files.map(scriptOf)])
  if (failure !== undefined) throw notLoadable(failure)
  return database
}

export function notLoadable(failure: string): FountainError {
  return new FountainError('source-not-loadable', `the source does not load into an empty database: ${failure}`, {
    hint: 'verify compares with the source as PostgreSQL has it. Give a server that has what it needs (extensions, a later version) with --server.',
  })
}

/** The same, less what PostgreSQL refuses. Statements that need one that was refused are among the refused. */
export async function tryToLoad(
  server: ScratchServer,
  files: readonly SourceFile[],
  artifacts: readonly Artifact[],
): Promise<{ readonly database: ScratchDatabase; readonly refused: readonly RefusedStatement[] }> {
  const { database, failure } = await load(server, 'whole', rolesOf(artifacts))
  if (failure !== undefined) throw notLoadable(failure)
  const refused: RefusedStatement[] = []
  for (const [file, { bytes }] of files.entries())
    await withClient(database.url, (client) =>
      loadScript(client, bytes, {
        borrowed: server.origin === 'given',
        onRefused: ({ textStart, end }, { line, message }) =>
          refused.push({ file, start: textStart, end, line, message }),
      }),
    )
  return { database, refused }
}

const rolesFile = 'cluster/roles.sql'

function rolesOf(artifacts: readonly Artifact[]): readonly Script[] {
  return artifacts
    .filter(({ path }) => path === rolesFile)
    .map(({ path, text }) => ({ path, bytes: Buffer.from(text) }))
}

function scriptOf({ name, bytes }: SourceFile): Script {
  return { path: name, bytes }
}

async function loadServices(
  server: ScratchServer,
  { catalog, plan }: EmitInput,
  artifacts: readonly Artifact[],
  tell: (line: string) => void,
): Promise<Omit<LoadedSplit, 'original'>> {
  const scripts = artifacts.map(({ path, text }) => ({ path, bytes: Buffer.from(text) }))
  const at = (...paths: readonly string[]) => scripts.filter(({ path }) => paths.includes(path))
  const roles = rolesOf(artifacts)
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
    const refused = failure === undefined ? await run(server, database, at(`${folder}/rights.sql`)) : undefined
    if (refused !== undefined) failures.push(`${service}: ${refused}`)
  }
  if (!shared) return { databases, parts, failures }
  tell('loading all services into one database')
  const { database, failure } = await load(server, 'together', [...roles, ...migrations])
  if (failure !== undefined) failures.push(`all in one database: ${failure}`)
  parts.push({ service: 'all', objects: withOldNames(plan, await objectsOf(database)) })
  const rights = [...serviceFolders(plan.services).values()].map((folder) => `${folder}/rights.sql`)
  const refused = failure === undefined ? await run(server, database, at(...rights)) : undefined
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
  return { database, failure: await run(server, database, scripts) }
}

/** Each script is a session of its own. Tells where the first failed. */
async function run(
  server: ScratchServer,
  database: ScratchDatabase,
  scripts: readonly Script[],
): Promise<string | undefined> {
  const borrowed = server.origin === 'given'
  for (const { path, bytes } of scripts) {
    try {
      await withClient(database.url, (client) => loadScript(client, bytes, { borrowed }))
    } catch (error) {
      if (error instanceof ScriptError) return `${path}:${error.line}: ${error.message}`
      throw error
    }
  }
  return undefined
}

function objectsOf(database: ScratchDatabase): Promise<readonly CatalogRecord[]> {
  return withClient(database.url, readCatalogObjects)
}
