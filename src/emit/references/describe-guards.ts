import type { Catalog } from '../../catalog/catalog.ts'
import { objectsOf } from '../../catalog/catalog.ts'
import type { AnsweredKey } from '../../runtime/existence/answered-key.ts'
import type { GuardedKey, ReferenceGuard } from '../../runtime/guard/reference-guard.ts'
import type { NativeReference } from '../reference-sql/reference-value.ts'
import { aggregateType } from '../reference-sql/reference-value.ts'
import { partitionsOf } from './partitions-of.ts'
import { isGuarded, isObliged } from './obliged.ts'
import type { HeldKey, HeldReference, ServiceReferences } from './service-references.ts'

/** A reference that the service's own code guards, and what the runtime takes of it. */
export interface DescribedGuard {
  readonly reference: HeldReference
  readonly key: HeldKey
  readonly guard: ReferenceGuard
}

/** Guards of a service, key by key. */
export function describeGuards(catalog: Catalog, { replicated }: ServiceReferences): DescribedGuard[] {
  return replicated.flatMap((key) =>
    key.references
      .filter(isGuarded)
      .map((reference) => ({ reference, key, guard: describeGuard(catalog, key, reference) })),
  )
}

function describeGuard(catalog: Catalog, key: HeldKey, reference: NativeReference): ReferenceGuard {
  const { constraint, relation, match } = reference
  const whole = objectsOf(catalog, 'relation').find(({ schema, name }) => schema === relation.schema && name === relation.name)! // prettier-ignore
  const partitions = partitionsOf(catalog, whole).map(({ schema, name }) => [schema, name] as const)
  return {
    constraint,
    relation: [relation.schema, relation.name],
    ...(partitions.length > 0 && { partitions }),
    columns: reference.columns.map(({ from, to }) => ({ from, to })),
    match,
    key: describeGuarded(key),
  }
}

function describeGuarded({ source, home, name, columns }: HeldKey): GuardedKey {
  return {
    aggregate: aggregateType(source.service, source.key),
    service: source.service,
    home: home.schema,
    name,
    relation: [source.relation.schema, source.relation.name],
    columns: columns.map((column) => column.name),
  }
}

/** Keys of a service that others may ask about, with the constraints that an answer stands for. */
export function describeAnswers(
  { service, referenced }: ServiceReferences,
  constraintsOf: (ids: readonly string[]) => readonly string[],
): AnsweredKey[] {
  return referenced
    .flat()
    .filter((key) => isObliged(key, 'answer-existence'))
    .map((key) => ({
      aggregate: aggregateType(service, key.name),
      key: key.name,
      relation: [key.relation.schema, key.relation.name],
      columns: key.columns.map(({ name }) => name),
      constraints: constraintsOf(key.obligations.filter(({ kind }) => kind === 'answer-existence').flatMap(({ references }) => references)), // prettier-ignore
    }))
}
