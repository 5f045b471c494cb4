import type { AlongRules } from './along-scene.ts'
import type { ChangeMutant } from './change-mutants.ts'
import { realChangeRules } from './change-mutants.ts'

/** Changes of keys that take others along, as they run. */
export const realAlongRules: AlongRules = { ...realChangeRules, asksAlong: true }

const without = (changes: Partial<AlongRules>): AlongRules => ({ ...realAlongRules, ...changes })

export const alongMutants: readonly ChangeMutant<AlongRules>[] = [
  {
    rule: '8 voters refuse new references at once',
    mutant: 'a name further down may be referred to while it closes',
    scene: 'keys that change along',
    rules: without({ closes: false }),
  },
  {
    rule: '8 voters refuse new references at once',
    mutant: 'a new name further down may be referred to before its event',
    scene: 'keys that change along',
    rules: without({ opensByEvent: false }),
  },
  {
    rule: '11 effects, then the referenced row last',
    mutant: 'the row changes before those further down',
    scene: 'keys that change along',
    rules: without({ changesFirst: true }),
  },
  {
    rule: '9 the referenced service votes too',
    mutant: 'who refers to what changes along is not asked',
    scene: 'keys that change along',
    rules: without({ asksAlong: false }),
  },
  {
    rule: '3 a key change leaves a tombstone',
    mutant: 'a voter further down does not wait for what the new name was before',
    scene: 'a name that is free above and taken below',
    rules: without({ knowsPast: false }),
  },
]
