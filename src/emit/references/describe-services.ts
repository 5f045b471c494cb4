import type {
  KeptReference,
  PublishedKey,
  ReplicatedKey,
  ServiceAddress,
  ServiceDescription,
} from '../../runtime/service/service-description.ts'
import type { EmitInput } from '../emitter.ts'
import type { NativeReference } from '../reference-sql/reference-value.ts'
import { aggregateType } from '../reference-sql/reference-value.ts'
import { sortByText } from '../../core/order.ts'
import { divideReferences } from './divide-references.ts'
import { isObliged } from './obliged.ts'
import type { HeldKey, ServedKey, ServiceReferences } from './service-references.ts'
import { findServiceReferences } from './service-references.ts'
import { changesKeysAlong, takesKeysAlong } from './takes-keys-along.ts'

/** What each service runs in the place of its foreign keys, sorted by name; services that run nothing are left out. */
export function describeServices(
  input: EmitInput,
  all: readonly ServiceReferences[] = findServiceReferences(input),
): ServiceDescription[] {
  return all
    .map(({ service, home, referenced, replicated }): ServiceDescription => ({
      format: 1,
      service,
      home: home.schema,
      role: home.runtimeRole,
      publishes: referenced
        .flat()
        .filter((key) => isObliged(key, 'publish-events'))
        .map((key) => describePublished(input, key, all)),
      replicas: replicated
        .filter((key) => isObliged(key, 'keep-replica', 'guard-write'))
        .map((key) => describeReplica(key, all)),
    }))
    .filter(({ publishes, replicas }) => publishes.length + replicas.length > 0)
}

function describePublished({ plan }: EmitInput, key: ServedKey, all: readonly ServiceReferences[]): PublishedKey {
  const { service } = key.home
  const listens = (held: HeldKey) =>
    held.source.service === service && held.source.key === key.name && isObliged(held, 'consume-events')
  const subscribers = all.filter(({ replicated }) => replicated.some(listens))
  const others = all.filter(({ replicated }) => replicated.some((held) => listens(held) && held.votes === true))
  const own = all.filter((each) => each.service === service)
  const ownKeys = own.flatMap(({ referenced }) => referenced.flat())
  const withItself = (voters: readonly ServiceReferences[], votesItself: boolean) =>
    votesItself && voters.length > 0 ? sortByText([...voters, ...own], (each) => each.service) : voters
  const voters = withItself(others, takesKeysAlong(plan, key, ownKeys))
  const othersOnChange = (key.changes ?? []).length === 0 ? [] : all.filter(({ replicated }) => replicated.some((held) => listens(held) && held.votesOnChange === true)) // prettier-ignore
  const changeVoters = withItself(othersOnChange, changesKeysAlong(plan, key, ownKeys))
  return {
    aggregate: aggregateType(service, key.name),
    key: key.name,
    relation: [key.relation.schema, key.relation.name],
    columns: key.columns.map(({ name }) => name),
    subscribers: subscribers.map(addressOf),
    ...(voters.length > 0 && { voters: voters.map(addressOf) }),
    ...(changeVoters.length > 0 && { changeVoters: changeVoters.map(addressOf) }),
  }
}

function describeReplica(key: HeldKey, all: readonly ServiceReferences[]): ReplicatedKey {
  const source = all.find(({ service }) => service === key.source.service)!
  const { references, guarded, stateOnly } = divideReferences(key)
  return {
    aggregate: aggregateType(key.source.service, key.source.key),
    home: key.home.schema,
    name: key.name,
    columns: key.columns.map(({ name }) => name),
    deferred: references
      .filter(({ deferrable }) => deferrable === 'initially deferred')
      .map(({ relation, constraint }) => [relation.schema, constraint]),
    source: { service: source.service, home: source.home.schema, key: key.source.key },
    references: [
      ...references.map(describeKept),
      ...guarded.map((each) => ({ ...describeKept(each), toCheck: false })),
    ],
    ...(stateOnly && { stateOnly }),
    ...(key.votes === true && { votes: true }),
    ...(key.votesOnChange === true && { votesOnChange: true }),
    ...(key.fence !== undefined && { fenced: true }),
  }
}

function addressOf({ service, home }: ServiceReferences): ServiceAddress {
  return { service, home: home.schema }
}

function describeKept(reference: NativeReference): KeptReference {
  const { constraint, relation, inherited, columns, onDelete, onUpdate, toCheck } = reference
  const place = { relation: [relation.schema, relation.name] as const, ...(inherited === true && { inherited }) }
  return {
    constraint,
    ...place,
    columns: columns.map(({ from, to, asText }) => ({ from, to, ...(asText !== undefined && { asText }) })),
    onDelete,
    onUpdate,
    toCheck,
  }
}
