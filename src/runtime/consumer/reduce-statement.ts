import type { KeyEvent } from '../envelope.ts'
import type { KeyState, KeyTexts } from './key-state.ts'
import { isNewer, keyTexts, learn } from './key-state.ts'

/** What is done to the replica, in the order in which one MERGE does it: deletes, changes, inserts. */
export type Act =
  | { readonly act: 'delete'; readonly old: KeyTexts }
  | { readonly act: 'change'; readonly old: KeyTexts; readonly new: KeyTexts }
  | { readonly act: 'insert'; readonly new: KeyTexts }

/** A key that changed into one of which more is known already: references move to where that is now, then the key goes. */
export interface Follow {
  readonly old: KeyTexts
  readonly successor: KeyTexts
}

export interface StatementPlan {
  readonly acts: readonly Act[]
  readonly follows: readonly Follow[]
}

/**
 * What one captured statement means for the replica, given what is known of its keys; `states` (by subject) is brought
 * up to date. Events are by version; what is known already counts for nothing.
 */
export function reduceStatement(
  events: readonly KeyEvent[],
  columns: readonly string[],
  states: Map<string, KeyState>,
): StatementPlan {
  const wasAlive = new Map<string, KeyTexts | undefined>()
  const fresh: KeyEvent[] = []
  const foreseen = new Set<KeyEvent>()
  for (const event of events) {
    const state = states.get(event.subject)!
    if (!wasAlive.has(event.subject)) wasAlive.set(event.subject, state.alive ? state.key : undefined)
    if (!isNewer(event, state)) continue
    fresh.push(event)
    // Alive and closed before it was born: a change that was agreed to brought it, with all that follows it.
    if (event.event === 'created' && state.alive && state.closing === true) foreseen.add(event)
    states.set(event.subject, learn(event, columns))
  }
  const deletes = new Map<string, KeyTexts>()
  const follows: Follow[] = []
  const changes: Act[] = []
  const targets = new Set<string>()
  const leaves = new Set<string>()
  const byVersion = new Map(fresh.map((event) => [event.version, event]))
  for (const event of fresh) if (event.event === 'key-changed') leaves.add(event.subject)
  for (const event of fresh) {
    const old = wasAlive.get(event.subject)
    if (old === undefined) continue
    if (event.event === 'deleted' && !leaves.has(event.subject)) deletes.set(event.subject, old)
    if (event.event !== 'key-changed') continue
    const end = findEnd(event, byVersion, states)
    if (end.is === 'dead') deletes.set(event.subject, old)
    else if (end.is === 'known') follows.push({ old, successor: keyTexts(end.step.envelope.data.successor!, columns) })
    else if (end.is === 'incomplete')
      changes.push({ act: 'change', old, new: keyTexts(end.step.envelope.data.successor!, columns) })
    else {
      changes.push({ act: 'change', old, new: states.get(end.subject)!.key })
      targets.add(end.subject)
    }
  }
  const inserts: Act[] = []
  for (const event of fresh) {
    const state = states.get(event.subject)!
    if (event.event !== 'created' || !state.alive || foreseen.has(event)) continue
    const old = wasAlive.get(event.subject)
    // A newer life of a key implies that the one before ended, although nobody told: its referential action comes first.
    if (old !== undefined && !leaves.has(event.subject)) deletes.set(event.subject, old)
    if (targets.has(event.subject)) continue
    targets.add(event.subject)
    inserts.push({ act: 'insert', new: state.key })
  }
  return {
    acts: [...[...deletes.values()].map((old) => ({ act: 'delete', old }) as const), ...changes, ...inserts],
    follows,
  }
}

/** What a changed key is at the end of the statement. */
type End =
  | { readonly is: 'alive'; readonly subject: string }
  | { readonly is: 'dead' }
  /** A part of it became NULL: nothing can refer to it. */
  | { readonly is: 'incomplete'; readonly step: KeyEvent }
  /** More is known of the successor already than this statement tells. */
  | { readonly is: 'known'; readonly step: KeyEvent }

function findEnd(
  event: KeyEvent,
  byVersion: ReadonlyMap<bigint, KeyEvent>,
  states: ReadonlyMap<string, KeyState>,
): End {
  let step = event
  for (;;) {
    const version = step.envelope.data.successorVersion
    if (version === undefined || version === null) return { is: 'incomplete', step }
    const born = byVersion.get(BigInt(version))
    if (born === undefined) return { is: 'known', step }
    if (states.get(born.subject)!.alive) return { is: 'alive', subject: born.subject }
    const next = [...byVersion.values()].find(
      (later) => later.version > born.version && later.subject === born.subject && later.event !== 'created',
    )
    if (next?.event !== 'key-changed') return { is: 'dead' }
    step = next
  }
}
