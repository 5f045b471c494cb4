import { parse } from 'yaml'
import { checkConfig } from '../../config/check-config.ts'
import { quoteName } from '../../core/identifier.ts'
import type { Artifact } from '../../emit/artifact.ts'
import { emitSplit } from '../../emit/emit-split.ts'
import { describeServices } from '../../emit/references/describe-services.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { ServiceDescription } from '../../runtime/index.ts'
import { sourceFile } from '../../source/source-text.ts'
import type { Split } from '../../split.ts'
import { splitTexts } from '../../split.ts'
import { loadScript } from '../load/load-script.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { withClient } from './split-pair.test-support.ts'

/** What generate makes of a schema, loaded: a database for each service, or one in `layout: schemas`. */
export interface GeneratedServices {
  readonly split: Split
  readonly artifacts: readonly Artifact[]
  readonly descriptions: Readonly<Record<string, ServiceDescription>>
  /** As an administrator; nobody may be connected while they are copied. */
  readonly databases: Readonly<Record<string, ScratchDatabase>>
  /** As the role of relay and consumer. */
  readonly urls: Readonly<Record<string, string>>
  /** The same, in databases that are copies. */
  copy(): Promise<GeneratedServices>
  drop(): Promise<void>
}

/** `administrator`: a role, to be there, that applies it all, in the place of a superuser. */
export async function makeGenerated(
  server: ScratchServer,
  sql: string,
  yaml = '',
  administrator?: string,
): Promise<GeneratedServices> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const config = checkConfig(parse(yaml) ?? {}, 'fountain-split.yaml', yaml)
  const split = await splitTexts(texts, { config, file: undefined }, {})
  const artifacts = emitSplit(split)
  const filesOf = (folder: string, isMeant: (path: string) => boolean) =>
    artifacts.filter(({ path }) => path.startsWith(`${folder}/`) && isMeant(path))
  const roles = filesOf('cluster', (path) => path.endsWith('roles.sql'))
  const services = [...serviceFolders(split.plan.services)].map(([service, folder]) => ({
    service,
    migrations: filesOf(`${folder}/migrations`, () => true),
    rights: filesOf(folder, (path) => path.endsWith('/rights.sql')),
  }))
  const shared = split.plan.layout === 'schemas'
  const databases: Record<string, ScratchDatabase> = {}
  for (const together of shared ? [services] : services.map((each) => [each])) {
    const database = await server.createDatabase('service')
    const migrations = together.flatMap((each) => each.migrations)
    const url = administrator === undefined ? database.url : await giveTo(administrator, database.url)
    await loadAll(url, [...roles, ...migrations, ...together.flatMap((each) => each.rights)])
    for (const { service } of together) databases[service] = database
  }
  return gather(server, split, artifacts, databases)
}

async function giveTo(role: string, url: string): Promise<string> {
  const parts = new URL(url)
  await withClient(url, (client) => client.query(`ALTER DATABASE ${quoteName(parts.pathname.slice(1))} OWNER TO ${quoteName(role)}`)) // prettier-ignore
  parts.username = role
  return parts.href
}

async function loadAll(url: string, artifacts: readonly Artifact[]): Promise<void> {
  await withClient(url, async (client) => {
    for (const { text } of artifacts) {
      // Each file is a session of its own.
      await client.query('DISCARD ALL')
      await loadScript(client, text)
    }
  })
}

function gather(
  server: ScratchServer,
  split: Split,
  artifacts: readonly Artifact[],
  databases: Readonly<Record<string, ScratchDatabase>>,
): GeneratedServices {
  const descriptions = Object.fromEntries(describeServices(split).map((each) => [each.service, each]))
  const different = [...new Set(Object.values(databases))]
  const urlOf = (service: string, { url }: ScratchDatabase) => {
    const parts = new URL(url)
    parts.username = encodeURIComponent(descriptions[service]?.role ?? parts.username)
    return parts.href
  }
  return {
    artifacts,
    split,
    descriptions,
    databases,
    urls: Object.fromEntries(Object.entries(databases).map(([service, each]) => [service, urlOf(service, each)])),
    async copy() {
      const copies = new Map<ScratchDatabase, ScratchDatabase>()
      for (const template of different) copies.set(template, await server.createDatabase('service', template))
      const copied = Object.entries(databases).map(([service, template]) => [service, copies.get(template)!] as const)
      return gather(server, split, artifacts, Object.fromEntries(copied))
    },
    async drop() {
      await Promise.all(different.map((database) => database.drop()))
    },
  }
}
