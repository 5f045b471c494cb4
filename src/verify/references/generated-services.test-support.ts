import { parse } from 'yaml'
import { checkConfig } from '../../config/check-config.ts'
import type { Artifact } from '../../emit/artifact.ts'
import { emitSplit } from '../../emit/emit-split.ts'
import { describeServices } from '../../emit/references/describe-services.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { ServiceDescription } from '../../runtime/index.ts'
import { sourceFile } from '../../source/source-text.ts'
import { splitTexts } from '../../split.ts'
import { loadScript } from '../load/load-script.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { withClient } from './split-pair.test-support.ts'

/** What generate makes of a schema, with each service's migrations in a database of its own. */
export interface GeneratedServices {
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

export async function makeGenerated(server: ScratchServer, sql: string, yaml = ''): Promise<GeneratedServices> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(sql))], skipped: [] }
  const config = checkConfig(parse(yaml) ?? {}, 'fountain-split.yaml', yaml)
  const split = await splitTexts(texts, { config, file: undefined }, {})
  const artifacts = emitSplit(split)
  const descriptions = Object.fromEntries(describeServices(split).map((each) => [each.service, each]))
  const databases: Record<string, ScratchDatabase> = {}
  for (const [service, folder] of serviceFolders(split.plan.services)) {
    const isIts = ({ path }: Artifact) => path === 'cluster/roles.sql' || path.startsWith(`${folder}/migrations/`)
    databases[service] = await server.createDatabase('service')
    await loadAll(databases[service].url, artifacts.filter(isIts))
  }
  return gather(server, artifacts, descriptions, databases)
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
  artifacts: readonly Artifact[],
  descriptions: Readonly<Record<string, ServiceDescription>>,
  databases: Readonly<Record<string, ScratchDatabase>>,
): GeneratedServices {
  const urlOf = (service: string, { url }: ScratchDatabase) => {
    const parts = new URL(url)
    parts.username = encodeURIComponent(descriptions[service]?.role ?? parts.username)
    return parts.href
  }
  return {
    artifacts,
    descriptions,
    databases,
    urls: Object.fromEntries(Object.entries(databases).map(([service, each]) => [service, urlOf(service, each)])),
    async copy() {
      const copies: Record<string, ScratchDatabase> = {}
      for (const [service, template] of Object.entries(databases))
        copies[service] = await server.createDatabase('service', template)
      return gather(server, artifacts, descriptions, copies)
    },
    async drop() {
      await Promise.all(Object.values(databases).map((database) => database.drop()))
    },
  }
}
