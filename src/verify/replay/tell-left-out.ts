import { keyInWords } from '../../core/object-key.ts'
import { faults } from '../faults/fault-registry.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { Arena } from './arena.ts'
import { decidersThatAreGone } from './drop-what-is-gone.ts'
import type { Repeatability } from './replay-history.ts'

/** What histories do not have or do not compare, and why; sentences. */
export function tellLeftOut(
  plan: SplitPlan,
  { learnt, shapes, unreplaced, mayCrash }: Pick<Arena, 'learnt' | 'shapes' | 'unreplaced' | 'mayCrash'>,
  { columns }: Repeatability,
  broken: readonly string[],
): string[] {
  const named = (key: string) => key.replace('\0', '.')
  return [
    ...unreplaced.map((id) => `${id} is not replaced: it stands on neither side`),
    ...decidersThatAreGone(plan).map((object) => `${keyInWords(object)} is in no service: it stands on neither side`),
    ...[...learnt.unknown].filter(([key]) => shapes.has(key)).map(([key, why]) => `no row could be made for ${named(key)}: ${why}`), // prettier-ignore
    ...[...columns].map(([key, names]) => `${[...names].join(', ')} of ${named(key)}: one database does not have the same values twice`), // prettier-ignore
    ...(!mayCrash && faults.some(({ id, cutsClients }) => cutsClients === true && broken.includes(id)) ? ['a crash of the server, which is yours: the sessions of one service are ended in its place'] : []), // prettier-ignore
  ]
}
