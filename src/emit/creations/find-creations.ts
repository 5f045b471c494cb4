import type { Catalog } from '../../catalog/catalog.ts'
import type { ForeignKey, Relation } from '../../catalog/object.ts'
import { groupBy } from '../../core/group.ts'
import { plainName } from '../../core/identifier.ts'
import { compareText, sortByText } from '../../core/order.ts'
import type { PlannedReference } from '../../plan/split-plan.ts'
import type { EmitInput } from '../emitter.ts'
import type { ReferencedKey, ServiceHome } from '../reference-sql/reference-value.ts'
import { typedRelations } from '../typed-relations.ts'
import type { Creation, CreationMember, CreationPartner, Undo } from './creation.ts'
import { nameMembers } from './name-members.ts'
import { needsRow } from './needs-row.ts'
import { isRequired, primaryKey, whyTogether } from './why-together.ts'

/** A reference that is replaced, with what the catalog says of its ends. */
export interface CrossingPair {
  readonly planned: PlannedReference
  readonly object: ForeignKey
  readonly from: Relation
  readonly to: Relation
}

/** What creations are described from. */
interface Facts {
  readonly input: EmitInput
  readonly homes: ReadonlyMap<string, ServiceHome>
  /** Keys that other services refer to. */
  readonly referenced: readonly ReferencedKey[]
}

type Unnamed<Member extends CreationMember> = Omit<Member, 'word' | 'type'>

/**
 * Rows of several services that are made together, as far as the catalog shows it: where a reference is DEFERRABLE, where each row
 * has one of its own, where there is none without. Only of references whose guard sees every write.
 */
export function findCreations(facts: Facts, pairs: readonly CrossingPair[]): Creation[] {
  const { catalog } = facts.input
  const meant = pairs.flatMap((pair) => {
    const { planned, object, from, to } = pair
    const because = whyTogether(catalog, object, from, to)
    const isKept = planned.guard === 'replicate' && !planned.implied && from.id !== to.id
    return because === undefined || !isKept || needsRow(catalog, to, from) ? [] : [{ ...pair, because }]
  })
  const groups = sortByText([...groupBy(meant, ({ from }) => from).values()], ([first]) => plainName(first!.from))
  const described = groups.flatMap((group) => {
    const { from, planned } = group[0]!
    const member = describe(facts, planned.referencing.service, from, [])
    const partners = group.flatMap(({ planned, object, to, because }): Unnamed<CreationPartner>[] => {
      const made = describe(facts, planned.referenced.service, to, object.referencedColumns)
      if (made === undefined || made.undo.by === 'nothing') return []
      const references = object.columns.map((name, at) => ({ from: name, to: object.referencedColumns[at]! }))
      return [{ ...made, constraint: object.name, references, because }]
    })
    const inOrder = partners.toSorted((a, b) => compareText(a.home.service, b.home.service) || compareText(a.constraint, b.constraint)) // prettier-ignore
    return member === undefined || partners.length === 0 ? [] : [{ member, partners: inOrder }]
  })
  return nameMembers(described)
}

/**
 * References whose rows are made together, and of which none can be the first: each needs the other, by references that are all NOT
 * NULL. One transaction with DEFERRABLE keys made them; steps cannot.
 */
export function findCircles(catalog: Catalog, pairs: readonly CrossingPair[]): PlannedReference[] {
  const circular = pairs.filter(
    ({ object, from, to }) =>
      whyTogether(catalog, object, from, to) !== undefined &&
      object.columns.every((name) => isRequired(catalog, from, name)) &&
      from.id !== to.id &&
      needsRow(catalog, to, from),
  )
  return circular.map(({ planned }) => planned)
}

/** Undefined where a row could not be told apart from others, so that nothing could be taken back. */
function describe(
  { input, homes, referenced }: Facts,
  service: string,
  relation: Relation,
  columns: readonly string[],
): Unnamed<CreationMember> | undefined {
  const key = primaryKey(input.catalog, relation)
  const typed = typedRelations(input, service).find(({ object }) => object === relation)
  if (key.length === 0 || typed?.columns === undefined) return undefined
  const { schema, name } = relation
  const keys = referenced.filter(({ relation: own }) => own.schema === schema && own.name === name)
  const undo = undoOf(keys, key)
  const told = [...key, ...columns, ...(undo.by === 'nothing' ? [] : undo.key)]
  return {
    home: homes.get(service)!,
    relation: { schema, name },
    columns: typed.columns.filter(({ generated }) => generated === undefined),
    told: [...new Set(told)],
    undo,
  }
}

function undoOf(keys: readonly ReferencedKey[], primary: readonly string[]): Undo {
  if (keys.some(({ refusals }) => refusals.some(({ on }) => on === 'delete'))) return { by: 'nothing' }
  const released = keys.find(({ releases = [] }) => releases.length > 0)
  if (released === undefined) return { by: 'delete', key: primary }
  return { by: 'release', name: released.name, key: released.columns.map(({ name }) => name) }
}
