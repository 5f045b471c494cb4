import type { ReplicatedKey } from '../reference-sql/reference-value.ts'
import { isGuarded, isNative, isObliged } from './obliged.ts'
import type { HeldKey, HeldReference } from './service-references.ts'

/** A key of another service, with its references by who checks them. */
export interface DividedKey extends ReplicatedKey {
  readonly references: readonly HeldReference[]
  readonly guarded: readonly HeldReference[]
  readonly stateOnly: boolean
}

/** The part that makes the tables of a key. */
export function tablesOf({ name, stateOnly }: Pick<DividedKey, 'name' | 'stateOnly'>): string {
  return `${stateOnly ? 'key-state' : 'replica'} ${name}`
}

export function divideReferences(key: HeldKey): DividedKey {
  return {
    ...key,
    references: key.references.filter(isNative),
    guarded: key.references.filter(isGuarded),
    stateOnly: !isObliged(key, 'keep-replica'),
  }
}
