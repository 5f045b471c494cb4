import type { Pool } from 'pg'
import type { RuntimeHooks } from '../hooks.ts'
import { changeDesk } from '../release/change-desk.ts'
import type { DeskKey } from '../release/key-desk.ts'
import type { ReleaseKeys } from '../release/release-clerk.ts'
import { ReleaseParticipant } from '../release/release-participant.ts'
import { PostgresPost } from '../release/postgres-post.ts'
import type { ReleasePace } from '../release/release-worker-pace.ts'
import { ReleaseWorker } from '../release/release-worker.ts'
import type { PublishedKey, ReplicatedKey, ServiceAddress, ServiceDescription } from './service-description.ts'

/** What a release worker is made of. */
export interface ReleaseWorkerParts {
  readonly description: ServiceDescription
  readonly release?: Partial<ReleasePace> | false
  readonly hooks?: RuntimeHooks
}

/** None where the service neither asks nor votes, or where another one than our worker does it for it. */
export function makeReleaseWorker(
  { description, release, hooks }: ReleaseWorkerParts,
  poolOf: (service: string) => Pool,
): ReleaseWorker | undefined {
  const { service, home, publishes, replicas } = description
  const keys = keysOf(description)
  if (release === false || keys.own.size + keys.replicated.size === 0) return undefined
  const voters = publishes.flatMap((key) => [...(key.voters ?? []), ...(key.changeVoters ?? [])])
  const sources = replicas.filter((key) => key.votes === true || key.votesOnChange === true).map(({ source }) => source)
  return new ReleaseWorker({
    pool: poolOf(service),
    home,
    service,
    keys,
    post: new PostgresPost([...voters, ...sources], poolOf),
    ...(release === undefined ? {} : { pace: release }),
    ...(hooks === undefined ? {} : { hooks }),
  })
}

/** The part of a service in releases, for an engine of yours to drive; `pool` connects as the role of relay and consumer. */
export function releaseParticipant({
  description,
  pool,
  pace = {},
}: {
  readonly description: ServiceDescription
  readonly pool: Pool
  readonly pace?: Partial<ReleasePace>
}): ReleaseParticipant {
  const { service, home } = description
  return new ReleaseParticipant({ pool, home, service, keys: keysOf(description), pace })
}

function keysOf({ home, publishes, replicas }: ServiceDescription): ReleaseKeys {
  return { own: new Map(publishes.flatMap(askedOf(home))), replicated: new Map(replicas.flatMap(votedOf(home))) }
}

type Entry<Key> = readonly [aggregate: string, key: Key]

/** A change of a key goes as the release of its old name, under an aggregate of its own. */
function askedOf(home: string) {
  return ({
    aggregate,
    key,
    columns,
    voters = [],
    changeVoters = [],
  }: PublishedKey): Entry<DeskKey & { readonly voters: readonly string[] }>[] => {
    const named = (all: readonly ServiceAddress[]) => all.map(({ service }) => service)
    const own = { home, name: key, columns, voters: named(voters) }
    return [
      ...(voters.length > 0 ? [[aggregate, own] as const] : []),
      ...(changeVoters.length > 0
        ? [[changeOf(aggregate), { ...changeDesk(own), voters: named(changeVoters) }] as const]
        : []),
    ]
  }
}

function votedOf(home: string) {
  return ({ aggregate, name, columns, votes, votesOnChange, fenced = false }: ReplicatedKey): Entry<DeskKey>[] => {
    const key = { home, name, columns, fenced }
    return [
      ...(votes === true ? [[aggregate, key] as const] : []),
      ...(votesOnChange === true ? [[changeOf(aggregate), changeDesk(key)] as const] : []),
    ]
  }
}

const changeOf = (aggregate: string) => `${aggregate}.change`
