import type { Obligation, ObligationKind } from '../../plan/obligation.ts'

/** Something with what its service must do about it. */
export type Obliged<Thing> = Thing & { readonly obligations: readonly Obligation[] }

/** Whether any of these is asked for. */
export function isObliged({ obligations }: Obliged<unknown>, ...kinds: readonly ObligationKind[]): boolean {
  return obligations.some(({ kind }) => kinds.includes(kind))
}

/** Whether a reference is guarded by a foreign key to the replica. */
export function isNative({ obligations }: Obliged<unknown>): boolean {
  return obligations.some((each) => each.kind === 'guard-write' && each.by === 'native-key')
}

/** Whether a reference is guarded by the service's own code. */
export function isGuarded({ obligations }: Obliged<unknown>): boolean {
  return obligations.some((each) => each.kind === 'guard-write' && each.by !== 'native-key')
}

/** Whether it must be known which keys there are and were, and what becomes of them. */
export function isTracked(key: Obliged<unknown>): boolean {
  return isObliged(key, 'publish-events', 'answer-existence', 'refuse-key-change', 'coordinate-release')
}
