import * as protocol from '../../runtime/release/release-protocol.ts'
import type { ChangeRules } from './change-scene.ts'

/** Changes of keys as they run. */
export const realChangeRules: ChangeRules = {
  ...protocol,
  closes: true,
  reserves: true,
  opensByEvent: true,
  knowsPast: true,
  changesFirst: false,
}

/** A rule of a key's change left out, and the scene in which that shows. */
export interface ChangeMutant<Rules = ChangeRules> {
  readonly rule: string
  readonly mutant: string
  readonly scene: string
  readonly rules: Rules
}

const without = (changes: Partial<ChangeRules>): ChangeRules => ({ ...realChangeRules, ...changes })

export const changeMutants: readonly ChangeMutant[] = [
  {
    rule: '8 voters refuse new references at once',
    mutant: 'a name that closes may be referred to',
    scene: 'a key that changes',
    rules: without({ closes: false }),
  },
  {
    rule: '8 voters refuse new references at once',
    mutant: 'the new name may be referred to before its event',
    scene: 'a key that changes back',
    rules: without({ opensByEvent: false }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'somebody else may take the new name',
    scene: 'a key that changes',
    rules: without({ reserves: false }),
  },
  {
    rule: '3 a key change leaves a tombstone',
    mutant: 'a voter does not wait for what the new name was before',
    scene: 'a name that is used again',
    rules: without({ knowsPast: false }),
  },
  {
    rule: '11 effects, then the referenced row last',
    mutant: 'the row changes with the decision',
    scene: 'a key that changes',
    rules: without({ changesFirst: true }),
  },
]
