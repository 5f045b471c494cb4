import type { QualifiedName } from '../../core/identifier.ts'
import { quoteQualified } from '../../core/identifier.ts'
import type { ObjectKey } from '../../core/object-key.ts'
import { partKey, wholeKey } from '../../core/object-key.ts'
import { fenceOf, fenceTrigger } from '../../emit/reference-sql/fence-sql.ts'
import { refusalOf } from '../../emit/reference-sql/key-refusal-sql.ts'
import { nativePlaces } from '../../emit/reference-sql/native-key-sql.ts'
import type { CaptureEvent } from '../../emit/reference-sql/own-names.ts'
import { ofKey, own, sharedTriggers, triggerNames } from '../../emit/reference-sql/own-names.ts'
import type { NativeReference, ReferencedKey, ReplicatedKey } from '../../emit/reference-sql/reference-value.ts'
import type { ServiceReferences } from '../../emit/references/service-references.ts'
import type { Obligation, ReferentialEvent } from '../../plan/obligation.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'

/** An object that must be in a service's database: its key, or how the key begins (routines, whose types come after). */
export interface DemandedObject {
  readonly service: string
  readonly begins: ObjectKey
}

/** What stands for an obligation in the database of who must fulfil it. */
export function demandedObjects(
  obligation: Obligation,
  services: readonly ServiceReferences[],
  plan: Pick<SplitPlan, 'references'>,
): readonly DemandedObject[] {
  const { service, key } = obligation
  const at = (...keys: readonly ObjectKey[]) => keys.map((begins) => ({ service, begins }))
  const mine = services.find((each) => each.service === service)
  const isIt = (relation: QualifiedName, columns: readonly { readonly name: string }[]) =>
    relation.schema === key.schema &&
    relation.name === key.relation &&
    columns.length === key.columns.length &&
    columns.every(({ name }) => key.columns.includes(name))
  const replicated = mine?.replicated.find(
    ({ source, columns }) => source.service === key.service && isIt(source.relation, columns),
  )
  const referenced = mine?.referenced.flat().find(({ relation, columns }) => isIt(relation, columns))
  const nowhere = at(`what is about ${quoteQualified({ schema: key.schema, name: key.relation })}`)
  switch (obligation.kind) {
    case 'keep-replica':
      return replicated === undefined ? nowhere : at(...replicaKeys(replicated))
    case 'consume-events':
      return replicated === undefined ? nowhere : at(...consumerKeys(replicated))
    case 'reconcile':
      return replicated === undefined ? nowhere : at(wholeKey('relation', ofKey(replicated, 'state')))
    case 'guard-write':
      if (obligation.by !== 'native-key') return replicated === undefined ? nowhere : at(...guardKeys(replicated))
      return plan.references
        .filter(({ id }) => obligation.references.includes(id))
        .flatMap(({ referencing, constraint }) => {
          const relation = { schema: referencing.schema, name: referencing.relation }
          const isIt = (each: NativeReference) =>
            each.constraint === constraint && quoteQualified(each.relation) === quoteQualified(relation)
          const native = replicated?.references.find(isIt)
          const places = native === undefined ? [relation] : nativePlaces(native)
          return at(...places.map((place) => partKey('foreign-key', place, constraint)))
        })
    case 'publish-events':
      return referenced === undefined ? nowhere : at(...publisherKeys(referenced))
    case 'answer-existence':
      return referenced === undefined ? nowhere : at(wholeKey('relation', ofKey(referenced, 'register')))
    case 'refuse-key-change':
      if (referenced === undefined) return nowhere
      return at(triggerOf(referenced, obligation.on === 'delete' ? 'delete_refused' : 'change_refused'))
    case 'apply-action':
      return replicated === undefined ? nowhere : at(routineOf(replicated, 'apply'))
    case 'coordinate-release':
      if (referenced === undefined) return nowhere
      return at(...(obligation.on === 'delete' ? coordinatorKeys(referenced) : changerKeys(referenced)))
    case 'vote-on-release':
      // The referenced service votes when the row is removed, or changed.
      if (service === key.service)
        return referenced === undefined ? nowhere : at(...ownVoteKeys(referenced, obligation.on))
      return replicated === undefined ? nowhere : at(...voterKeys(replicated, obligation.on))
  }
}

function replicaKeys(key: ReplicatedKey): ObjectKey[] {
  return [
    wholeKey('relation', ofKey(key, 'replica')),
    wholeKey('relation', ofKey(key, 'state')),
    routineOf(key, 'adopt'),
  ]
}

function guardKeys(key: ReplicatedKey): ObjectKey[] {
  const refuse: ObjectKey = `routine ${quoteQualified(own(key.home, 'refuse'))}(`
  return [wholeKey('relation', ofKey(key, 'state')), routineOf(key, 'hold'), refuse]
}

function consumerKeys(key: ReplicatedKey): ObjectKey[] {
  const routines = ['lock', 'record', 'replay', 'follow', 'close'].map((name) => routineOf(key, name))
  const tables = ['inbox', 'applied', 'source'].map((name) => wholeKey('relation', own(key.home, name)))
  return [...tables, ...routines]
}

function publisherKeys(key: ReferencedKey): ObjectKey[] {
  const { relation, partitioned, home } = key
  const changed = refusalOf(key, 'update') !== undefined ? 'change_refused' : partitioned ? 'moves' : 'changed'
  return [
    wholeKey('relation', own(home, 'outbox')),
    wholeKey('relation', ofKey(key, 'register')),
    ...sharedTriggers(key).map((name) => partKey('trigger', relation, name)),
    ...(['created', 'deleted', changed] as const).map((event) => triggerOf(key, event)),
  ]
}

function coordinatorKeys(key: ReferencedKey): ObjectKey[] {
  const routines = ['request_release', 'hold_release', 'reopen_release', 'release'].map((name) => routineOf(key, name))
  return [...releaseTables(key), ...routines, triggerOf(key, 'delete_unreleased'), triggerOf(key, 'change_waits')]
}

/** Where another reference has every change refused, nobody has to be asked. */
function changerKeys(key: ReferencedKey): ObjectKey[] {
  if ((key.changes ?? []).length === 0) return [triggerOf(key, 'change_refused')]
  const routines = [
    'request_key_change',
    'change_hold_release',
    'change_reopen_release',
    'change_decide_release',
    'change',
  ]
  const triggers = (['change_unreleased', 'change_reserved', 'delete_waits'] as const).map((name) =>
    triggerOf(key, name),
  )
  return [...releaseTables(key), ...routines.map((name) => routineOf(key, name)), ...triggers]
}

function ownVoteKeys(key: ReferencedKey, on: ReferentialEvent): ObjectKey[] {
  if (on === 'delete') return [routineOf(key, 'remove_released')]
  return (key.changes ?? []).length === 0 ? [triggerOf(key, 'change_refused')] : [routineOf(key, 'change_remove_released')] // prettier-ignore
}

function voterKeys(key: ReplicatedKey, on: ReferentialEvent): ObjectKey[] {
  const verbs = on === 'delete' ? ['close', 'judge', 'reopen', 'apply'] : ['change_close', 'change_judge', 'change_reopen', 'change_apply'] // prettier-ignore
  const routines = verbs.map((verb) => routineOf(key, `${verb}_release`))
  const fences = fenceOf(key).flatMap((relation) => [partKey('trigger', relation, fenceTrigger(key))])
  return [...releaseTables(key), ...routines, ...fences]
}

function releaseTables({ home }: ReferencedKey | ReplicatedKey): ObjectKey[] {
  return ['request', 'attempt', 'vote', 'ballot', 'message'].map((name) =>
    wholeKey('relation', own(home, `release_${name}`)),
  )
}

function triggerOf(key: ReferencedKey, event: CaptureEvent): ObjectKey {
  return partKey('trigger', key.relation, triggerNames.capture(key, event))
}

function routineOf(key: ReferencedKey | ReplicatedKey, name: string): ObjectKey {
  return `routine ${quoteQualified(ofKey(key, name))}(`
}
