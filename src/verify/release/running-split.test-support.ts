import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { expect, vi } from 'vitest'
import type { ChangeOutcome, ReleaseOutcome, Service } from '../../runtime/index.ts'
import { changeKey, guardDialect, releaseKey, startService } from '../../runtime/index.ts'
import type { ServiceOptions } from '../../runtime/service/service.ts'
import type { ReleasePace } from '../../runtime/release/release-worker-pace.ts'
import type { Artifact } from '../../emit/artifact.ts'
import { describeGuards } from '../../emit/references/describe-guards.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { makeGenerated } from '../references/generated-services.test-support.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

/** What generate makes of a schema, loaded, with its services running. */
export interface RunningSplit {
  /** What was generated. */
  readonly artifacts: readonly Artifact[]
  /** As an administrator. */
  query(service: string, sql: string): Promise<unknown[][]>
  urlOf(service: string): string
  /** As the service's own role. */
  release(
    service: string,
    key: string,
    values: readonly unknown[],
    options?: { patience: number },
  ): Promise<ReleaseOutcome>
  change(
    service: string,
    key: string,
    from: readonly unknown[],
    to: readonly unknown[],
    options?: { patience: number },
  ): Promise<ChangeOutcome>
  /** The service's own code, with its guards below it, which look at what the service has heard of keys. */
  guarded<Tables>(service: string): Kysely<Tables>
  start(service: string): Promise<void>
  /** What `startService` is given, as a process of its own would read it. */
  settingsOf(service: string): ServiceOptions
  halt(service: string): Promise<void>
  restart(service: string): Promise<void>
  /** Keys of a replica that are closed; keys of a register that are closing. */
  closed(service: string, replica: string): Promise<unknown[][]>
  closing(service: string, key: string): Promise<unknown[][]>
  /** Waits until so many keys of a replica, or of a key state alone, are alive. */
  untilKeys(service: string, replica: string, count: number): Promise<void>
  /** Waits until no key is closed, anywhere. */
  atRest(): Promise<void>
  stop(): Promise<void>
}

const pace = { again: 150, pause: 100, poll: 150, timeout: 5000, attempts: 100 }

export const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 40 })

export async function runSplit(
  server: ScratchServer,
  sql: string,
  services: readonly string[],
  release: Partial<ReleasePace> = {},
  yaml = '',
): Promise<RunningSplit> {
  const made = await makeGenerated(server, sql, yaml)
  const running = new Map<string, Service>()
  const pools = new Map<string, pg.Pool>()
  const query: RunningSplit['query'] = (service, text) =>
    withClient(
      made.databases[service]!.url,
      async (client) => (await client.query({ text, rowMode: 'array' })).rows as unknown[][],
    )
  const poolOf = (service: string) => {
    const url = new URL(made.databases[service]!.url)
    url.username = service
    const known = pools.get(service)
    if (known !== undefined) return known
    const pool = testPool(url.href, 30)
    // The server may end before a connection that nobody uses has closed.
    pools.set(service, pool)
    return pool
  }
  const settingsOf = (name: string): ServiceOptions => {
    const { [name]: database, ...others } = made.urls
    return { description: made.descriptions[name]!, database: database!, others, release: { ...pace, ...release } }
  }
  const start = async (name: string) => {
    running.set(name, await startService(settingsOf(name)))
  }
  const halt = async (name: string) => {
    await running.get(name)?.stop()
    running.delete(name)
  }
  const closed: RunningSplit['closed'] = (service, name) =>
    query(service, `SELECT key1 FROM fountain_split.${name}_state WHERE closing IS NOT NULL ORDER BY 1`)
  const closing: RunningSplit['closing'] = (service, name) =>
    query(service, `SELECT key1 FROM fountain_split.${name}_register WHERE closing IS NOT NULL ORDER BY 1`)
  await Promise.all(services.map(start))
  return {
    artifacts: made.artifacts,
    query,
    urlOf: (service) => made.databases[service]!.url,
    release: (service, name, values, options) =>
      releaseKey(poolOf(service), { home: 'fountain_split', name }, values, options),
    change: (service, name, from, to, options) =>
      changeKey(poolOf(service), { home: 'fountain_split', name }, from, to, options),
    guarded<Tables>(service: string) {
      const references = findServiceReferences(made.split).find((each) => each.service === service)!
      const guards = describeGuards(made.split.catalog, references).map(({ guard }) => guard)
      const lookups = Object.fromEntries(guards.map(({ key }) => [key.service, 'local' as const]))
      return new Kysely<Tables>({
        dialect: guardDialect(new PostgresDialect({ pool: poolOf(service) }), guards, lookups),
      })
    },
    start,
    settingsOf,
    halt,
    async restart(service) {
      await halt(service)
      await start(service)
    },
    closed,
    closing,
    untilKeys: (service, name, count) =>
      eventually(async () => {
        const rows = await query(service, `SELECT count(*)::int FROM fountain_split.${name}_state WHERE alive`)
        expect(rows).toEqual([[count]])
      }),
    async atRest() {
      const all = Object.values(made.descriptions).filter(({ service }) => services.includes(service))
      await eventually(async () => {
        for (const { service, publishes, replicas } of all) {
          for (const { key } of publishes) expect(await closing(service, key)).toEqual([])
          for (const { name } of replicas) expect(await closed(service, name)).toEqual([])
        }
      })
    },
    async stop() {
      await Promise.all([...running.keys()].map(halt))
      await Promise.all([...pools.values()].map((pool) => pool.end()))
      await made.drop()
    },
  }
}
