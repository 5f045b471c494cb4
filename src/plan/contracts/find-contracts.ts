import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { Relation } from '../../catalog/object.ts'
import { groupBy } from '../../core/group.ts'
import { compareText, sortByText } from '../../core/order.ts'
import type { Obligation, ReferentialEvent } from '../obligation.ts'
import type { ReferenceEnd } from '../reference-end.ts'
import type { PlannedReference, SplitPlan } from '../split-plan.ts'
import { isReplaced } from '../is-replaced.ts'
import { belowDomains } from './below-domains.ts'
import type { ContractColumn, KeyContract } from './key-contract.ts'
import { aggregateOf, keyEvents } from './key-contract.ts'
import { keyIdentity, keyNames } from './key-names.ts'
import { valueSchema } from './value-schema.ts'

/** What services tell each other in the place of the references that are replaced, sorted by aggregate. */
export function findContracts(
  catalog: Catalog,
  plan: Pick<SplitPlan, 'references' | 'obligations'>,
): readonly KeyContract[] {
  const replaced = plan.references.filter((reference) => isReplaced(reference))
  const relations = new Map(objectsOf(catalog, 'relation').map((each) => [JSON.stringify([each.schema, each.name]), each])) // prettier-ignore
  const names = keyNames(plan.obligations)
  const serving = groupBy(
    plan.obligations.flatMap((obligation) => obligation.references.map((id) => ({ id, obligation }))),
    ({ id }) => id,
  )
  const contracts = [...groupBy(replaced, ({ referenced }) => keyIdentity(referenced))].map(
    ([identity, references]) => {
      const { referenced } = references[0]!
      const relation = relations.get(JSON.stringify([referenced.schema, referenced.relation]))!
      const own = references.flatMap(({ id }) => serving.get(id)?.map(({ obligation }) => obligation) ?? [])
      return makeContract(catalog, own, relation, names.get(identity)!, referenced, references)
    },
  )
  return sortByText(contracts, ({ aggregate }) => aggregate)
}

function votersOf(own: readonly Obligation[], owner: string, on: ReferentialEvent): string[] {
  const votes = own.filter((each) => each.kind === 'vote-on-release' && each.on === on && each.service !== owner)
  return [...new Set(votes.map(({ service }) => service))].sort(compareText)
}

/** `own`: the obligations of its references, in any order and number. */
function makeContract(
  catalog: Catalog,
  own: readonly Obligation[],
  relation: Relation,
  key: string,
  { service, columns }: ReferenceEnd,
  references: readonly PlannedReference[],
): KeyContract {
  const servicesOf = (kind: Obligation['kind']) =>
    [...new Set(own.filter((each) => each.kind === kind).map((each) => each.service))].sort(compareText)
  const aggregate = aggregateOf(service, key)
  const published = servicesOf('publish-events').length > 0
  // A key that may not change tells of no change.
  const refused = references.some(({ update }) => update?.reaction === 'refuse')
  const events = keyEvents.filter((event) => published && !(refused && event === 'key-changed'))
  const askers =
    servicesOf('answer-existence').length > 0 ? references.map(({ referencing }) => referencing.service) : []
  return {
    aggregate,
    service,
    key,
    schema: relation.schema,
    relation: relation.name,
    columns: describeKey(catalog, relation, columns),
    events: events.map((event) => `${aggregate}.${event}`),
    receivers: servicesOf('consume-events'),
    askers: [...new Set(askers)].sort(compareText),
    voters: votersOf(own, service, 'delete'),
    changeVoters: refused ? [] : votersOf(own, service, 'update'),
    references: [...new Set(references.map(({ id }) => id))].sort(compareText),
  }
}

/** The columns of a key as other services see them, in the order of the relation. */
export function describeKey(catalog: Catalog, relation: Relation, columns: readonly string[]): ContractColumn[] {
  return relation.columns.filter(({ name }) => columns.includes(name)).map((column) => describeColumn(catalog, column))
}

function describeColumn(catalog: Catalog, column: Relation['columns'][number]): ContractColumn {
  const { text, type, collation } = belowDomains(catalog, column)
  const labels = type?.form === 'enum' && !text.endsWith('[]') ? type.labels : undefined
  return {
    name: column.name,
    type: text,
    ...(collation !== undefined && { collation }),
    value: valueSchema(text, labels),
  }
}
