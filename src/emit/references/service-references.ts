import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { ForeignKey, Relation } from '../../catalog/object.ts'
import { groupBy } from '../../core/group.ts'
import { distinctNames, plainName } from '../../core/identifier.ts'
import { sortByText } from '../../core/order.ts'
import { readableName } from '../../core/readable-name.ts'
import { keyIdentity, keyNames } from '../../plan/contracts/key-names.ts'
import type { Obligation } from '../../plan/obligation.ts'
import type { ReferenceEnd, SplitPlan } from '../../plan/split-plan.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import type { Creation } from '../creations/creation.ts'
import type { CrossingPair } from '../creations/find-creations.ts'
import { findCreations } from '../creations/find-creations.ts'
import type { EmitInput } from '../emitter.ts'
import type { KeyRefusal, NativeReference, ReferencedKey } from '../reference-sql/reference-value.ts'
import type { ReplicatedKey, ServiceHome } from '../reference-sql/reference-value.ts'
import { describeKey } from './describe-key.ts'
import { describeReference } from './describe-reference.ts'
import { localReferences } from './local-references.ts'
import { nameHomes } from './name-homes.ts'
import type { Obliged } from './obliged.ts'

/** A key of its own, and what it must do about it for all who refer to it. */
export type ServedKey = Obliged<ReferencedKey>
/** A reference, and what its service must do for it alone or for its key. */
export type HeldReference = Obliged<NativeReference>
/** A key of another service, and what this one must do about it for all its references. */
export type HeldKey = Obliged<Omit<ReplicatedKey, 'references'>> & { readonly references: readonly HeldReference[] }

/** What one service has in the place of removed foreign keys. */
export interface ServiceReferences {
  readonly service: string
  readonly home: ServiceHome
  /** Its keys that others refer to, those of one relation together. */
  readonly referenced: readonly (readonly ServedKey[])[]
  /** Keys of others that it refers to, with a replica or without: obligations tell. */
  readonly replicated: readonly HeldKey[]
  /** Of what is made together with other services: that in which it has a part. */
  readonly creations: readonly Creation[]
}

/** Several emitters ask. */
const known = new WeakMap<SplitPlan, readonly ServiceReferences[]>()

/** Of every service that has a part in a replaced reference, sorted by name. */
export function findServiceReferences(input: EmitInput): readonly ServiceReferences[] {
  let found = known.get(input.plan)
  if (found === undefined) known.set(input.plan, (found = describeAll(input)))
  return found
}

function describeAll(input: EmitInput): ServiceReferences[] {
  const pairs = findPairs(input)
  const homes = nameHomes(input)
  const keys = groupBy(pairs, ({ planned }) => keyIdentity(planned.referenced))
  const name = keyNamer(input.plan)
  const obligationsOf = obligationFinder(input.plan)
  const made = [...keys.values()].map((those) => makeKey(input, homes, those, name, obligationsOf))
  const creations = findCreations({ input, homes, referenced: made.map(({ referenced }) => referenced) }, pairs)
  const services = [
    ...new Set(pairs.flatMap(({ planned }) => [planned.referenced.service, planned.referencing.service])),
  ]
  return sortByText(services, (service) => service).map((service) => {
    const own = made.map(({ referenced }) => referenced).filter(({ home }) => home.service === service)
    return {
      service,
      home: homes.get(service)!,
      referenced: [...groupBy(own, ({ relation }) => JSON.stringify(relation)).values()],
      replicated: made.flatMap(({ replicated }) => replicated).filter(({ home }) => home.service === service),
      creations: creations.filter(({ member, partners }) =>
        [member, ...partners].some(({ home }) => home.service === service),
      ),
    }
  })
}

interface KeyNamer {
  ofOwn(key: ReferenceEnd): string
  /** A replica's, in the service that keeps it. */
  ofReplica(service: string, key: ReferenceEnd, columns: readonly string[]): string
}

/** What is about a service's own keys and what is about others' stand in one schema. */
function keyNamer({ obligations }: SplitPlan): KeyNamer {
  const own = keyNames(obligations)
  const taken = new Map<string, Set<string>>()
  for (const { key } of obligations)
    taken.set(key.service, (taken.get(key.service) ?? new Set()).add(own.get(keyIdentity(key))!))
  return {
    ofOwn: (key) => own.get(keyIdentity(key))!,
    ofReplica(service, { service: source, schema, relation }, columns) {
      const others = taken.get(service) ?? new Set<string>()
      taken.set(service, others)
      const found = readableName([source, relation, ...columns], others, [source, schema, relation, ...columns])
      others.add(found)
      return found
    },
  }
}

/** The references that are replaced, with both ends as the catalog has them. */
export function findPairs({ catalog, plan }: EmitInput): CrossingPair[] {
  const objects = new Map<string, ForeignKey>()
  const place = (relation: Relation, constraint: string, columns: readonly string[]) =>
    JSON.stringify([relation.schema, relation.name, constraint, columns])
  for (const key of objectsOf(catalog, 'foreign-key'))
    if (!key.inherited) objects.set(place(relationOf(catalog, key.of), key.name, key.columns), key)
  return plan.references
    .filter((reference) => isReplaced(reference))
    .map((planned) => {
      const { schema, relation, columns } = planned.referencing
      const object = objects.get(JSON.stringify([schema, relation, planned.constraint, columns]))!
      return { planned, object, from: relationOf(catalog, object.of), to: relationOf(catalog, object.referenced) }
    })
}

function relationOf(catalog: Catalog, id: number): Relation {
  return catalog.objects[id] as Relation
}

function makeKey(
  input: EmitInput,
  homes: ReadonlyMap<string, ServiceHome>,
  pairs: readonly CrossingPair[],
  name: KeyNamer,
  obligationsOf: FindObligations,
): { referenced: ServedKey; replicated: HeldKey[] } {
  const { planned, to } = pairs[0]!
  const { service } = planned.referenced
  const columns = to.columns.map((column) => column.name).filter((each) => planned.referenced.columns.includes(each))
  const refusals = pairs.flatMap(refusalsOf)
  const referenced: ServedKey = {
    ...describeKey(input, service, to, columns),
    home: homes.get(service)!,
    name: name.ofOwn(planned.referenced),
    refusals,
    releases: pairs
      .filter(({ planned }) => planned.delete?.reaction === 'saga')
      .map((pair) => releaseOf(pair, 'delete')),
    changes: refusals.some(({ on }) => on === 'update')
      ? []
      : pairs.filter(({ planned }) => planned.update?.reaction === 'saga').map((pair) => releaseOf(pair, 'update')),
    ...(goesLast(pairs) && { localReferences: localReferences(input, to) }),
    referencing: [...new Set(pairs.map(({ from }) => plainName(from)))].sort(),
    obligations: obligationsOf(service, pairs),
  }
  const replicated = [...groupBy(pairs, (pair) => pair.planned.referencing.service)].map(
    ([referencing, those]): HeldKey => ({
      home: homes.get(referencing)!,
      name: name.ofReplica(referencing, planned.referenced, columns),
      source: { service, relation: referenced.relation, key: referenced.name },
      votes: those.some(({ planned }) => planned.delete?.reaction === 'saga'),
      votesOnChange: those.some(({ planned }) => planned.update?.reaction === 'saga'),
      ...voteAsked(obligationsOf(referencing, those)),
      columns: describeKey(input, referencing, to, columns).columns,
      references: inOrder(those).map((pair) => ({
        ...describeReference(input, referencing, pair.object, pair.from),
        obligations: obligationsOf(referencing, [pair]),
      })),
      obligations: obligationsOf(referencing, those),
    }),
  )
  return { referenced, replicated }
}

/**
 * Of one relation and key PostgreSQL does what its foreign keys want in the order in which they were made: rows that go by one are not in
 * the way of the next. Those of CREATE TABLE are the first; those that came later are ordered by name, as a dump has them.
 */
function inOrder(pairs: readonly CrossingPair[]): CrossingPair[] {
  const rank = ({ object, from }: CrossingPair) => (object.statement === from.statement ? object.at : Infinity)
  const ofRelation = groupBy(pairs, ({ from }) => String(from.id)).values()
  return [...ofRelation].flatMap((those) => those.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b))))
}

function voteAsked(obligations: readonly Obligation[]): Pick<ReplicatedKey, 'refusable' | 'fence'> {
  const votes = obligations.filter((each) => each.kind === 'vote-on-release')
  const fence = distinctNames(votes.flatMap((each) => each.fence ?? []))
  return {
    ...(votes.some(({ refusable }) => refusable) && { refusable: true }),
    ...(fence.length > 0 && { fence }),
  }
}

/** A service that votes does something for the key, so that its row goes after the decision. */
function goesLast(pairs: readonly CrossingPair[]): boolean {
  const voters = pairs.filter(({ planned }) => planned.delete?.reaction === 'saga')
  const names = new Set(voters.map(({ planned }) => planned.referencing.service))
  return pairs.some(
    ({ planned, object: { onDelete } }) =>
      names.has(planned.referencing.service) && onDelete !== 'restrict' && onDelete !== 'no action',
  )
}

/** What a service must do for some references, in the order of the plan. */
type FindObligations = (service: string, pairs: readonly CrossingPair[]) => Obligation[]

function obligationFinder({ obligations }: SplitPlan): FindObligations {
  const places = obligations.flatMap(({ references }, place) => references.map((id) => ({ id, place })))
  const byReference = groupBy(places, ({ id }) => id)
  return (service, pairs) => {
    const found = new Set(pairs.flatMap(({ planned }) => byReference.get(planned.id) ?? []).map(({ place }) => place))
    const inOrder = [...found].sort((a, b) => a - b)
    return inOrder.map((place) => obligations[place]!).filter((each) => each.service === service)
  }
}

function releaseOf({ planned, object, from }: CrossingPair, on: KeyRefusal['on']): KeyRefusal {
  const { schema, name } = from
  const made = { constraint: object.name, service: planned.referencing.service, relation: { schema, name } }
  return { on, ...made, restrict: (on === 'delete' ? object.onDelete : object.onUpdate) === 'restrict' }
}

function refusalsOf({ planned, object, from }: CrossingPair): KeyRefusal[] {
  const { schema, name } = from
  const made = { constraint: object.name, service: planned.referencing.service, relation: { schema, name } }
  return (['delete', 'update'] as const)
    .filter((on) => planned[on]?.reaction === 'refuse')
    .map((on) => ({ on, ...made, restrict: (on === 'delete' ? object.onDelete : object.onUpdate) === 'restrict' }))
}
