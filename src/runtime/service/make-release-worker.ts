import type { Pool } from 'pg'
import type { RuntimeHooks } from '../hooks.ts'
import type { DeskKey } from '../release/key-desk.ts'
import { PostgresPost } from '../release/postgres-post.ts'
import type { ReleasePace } from '../release/release-worker-pace.ts'
import { ReleaseWorker } from '../release/release-worker.ts'
import type { ServiceDescription } from './service-description.ts'

/** What a release worker is made of. */
export interface ReleaseWorkerParts {
  readonly description: ServiceDescription
  readonly release?: Partial<ReleasePace>
  readonly hooks?: RuntimeHooks
}

/** None where the service neither asks nor votes. */
export function makeReleaseWorker(
  { description, release, hooks }: ReleaseWorkerParts,
  poolOf: (service: string) => Pool,
): ReleaseWorker | undefined {
  const { service, home, publishes, replicas } = description
  const asking = publishes.filter(({ voters = [] }) => voters.length > 0)
  const voting = replicas.filter(({ votes }) => votes === true)
  if (asking.length + voting.length === 0) return undefined
  const own = asking.map(({ aggregate, key, columns, voters = [] }) => {
    const names = voters.map((voter) => voter.service)
    return [aggregate, { home, name: key, columns, voters: names }] as const
  })
  const replicated = voting.map(({ aggregate, name, columns, fenced = false }): [string, DeskKey] => [
    aggregate,
    { home, name, columns, fenced },
  ])
  const addresses = [...asking.flatMap(({ voters = [] }) => voters), ...voting.map(({ source }) => source)]
  return new ReleaseWorker({
    pool: poolOf(service),
    home,
    service,
    keys: { own: new Map(own), replicated: new Map(replicated) },
    post: new PostgresPost(addresses, poolOf),
    ...(release === undefined ? {} : { pace: release }),
    ...(hooks === undefined ? {} : { hooks }),
  })
}
