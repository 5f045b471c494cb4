import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type pg from 'pg'
import { loadGenerated } from '../../load-generated.test-support.ts'
import type { Saga, SagaOutcome, SagaPace, SagaWorker, Service, ServiceOptions } from '../../runtime/index.ts'
import { makeGenerated } from '../references/generated-services.test-support.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import type { ScriptRows } from './first-act.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

export const members = ['metadata', 'playwrights', 'scripts'] as const
export type Member = (typeof members)[number]
/** Asked when a script is to go. */
export const voters = ['characters', 'formatting', 'supporting'] as const
export type Voter = (typeof voters)[number]

/** What the generated `index.ts` of each of these services exports, as far as it concerns sagas. */
export interface GeneratedIndex {
  readonly createScript: Saga<ScriptRows>
  start(options: Omit<ServiceOptions, 'description'>): Promise<Service>
  creations(pool: pg.Pool): { script(rows: ScriptRows, options?: object): Promise<SagaOutcome<ScriptRows>> }
  startOperations(options: {
    readonly pool: pg.Pool
    readonly others: Readonly<Record<string, pg.Pool>>
    readonly sagas?: readonly Saga<object>[]
    readonly pace?: SagaPace
  }): SagaWorker
}

/** The Fountain as generated, of which three services make scripts together. */
export interface FountainServices {
  readonly code: Readonly<Record<Member, GeneratedIndex>>
  /** Bundles of the code, for other processes. */
  readonly bundles: Readonly<Record<Member, string>>
  /** A file of this folder as a program, which finds what the project depends on. */
  bundle(file: string): Promise<string>
  /** As the service's own role. */
  readonly pools: Readonly<Record<Member, pg.Pool>>
  /** As the role that other services have there. */
  readonly posts: Readonly<Record<Member, pg.Pool>>
  readonly urls: Readonly<Record<Member, { readonly own: string; readonly post: string }>>
  /** As an administrator. */
  query(service: Member, sql: string): Promise<unknown[][]>
  startService(service: Member | Voter): Promise<Service>
  stop(): Promise<void>
}

export async function makeFountain(server: ScratchServer): Promise<FountainServices> {
  const split = await makeGenerated(server, readFileSync('fixtures/fountain.sql', 'utf8'))
  const place = mkdtempSync(join(tmpdir(), 'fountain-split-saga-'))
  const code = {} as Record<Member, GeneratedIndex>
  for (const service of [...members, ...voters] as Member[])
    code[service] = (await loadGenerated(split.artifacts, service, place)) as GeneratedIndex
  const of = <Value>(make: (service: Member) => Value) =>
    Object.fromEntries(members.map((service) => [service, make(service)])) as Record<Member, Value>
  const ownUrl = (service: Member) => {
    const url = new URL(split.databases[service]!.url)
    url.username = service
    return url.href
  }
  const urls = of((service) => ({ own: ownUrl(service), post: split.urls[service]! }))
  const pools = of((service) => testPool(urls[service].own, 6))
  const posts = of((service) => testPool(urls[service].post))
  return {
    code,
    pools,
    posts,
    urls,
    async bundle(file) {
      const outfile = join(place, file.replace(/\.ts$/, '.mjs'))
      const entry = fileURLToPath(new URL(file, import.meta.url))
      await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' }) // prettier-ignore
      return outfile
    },
    bundles: of((service) => join(place, `${service}.cjs`)),
    query: (service, text) => withClient(split.databases[service]!.url, async (client) => (await client.query({ text, rowMode: 'array' })).rows as unknown[][]), // prettier-ignore
    async startService(service) {
      const { [service]: database, ...others } = split.urls
      return code[service as Member].start({
        database: database!,
        others,
        release: { again: 150, pause: 100, poll: 150 },
      })
    },
    async stop() {
      await Promise.all([...Object.values(pools), ...Object.values(posts)].map((pool) => pool.end()))
      await split.drop()
      rmSync(place, { recursive: true, force: true })
    },
  }
}
