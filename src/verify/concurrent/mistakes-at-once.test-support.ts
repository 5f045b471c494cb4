import type { Mistake } from '../replay/mistake.test-support.ts'

/** Shows only when several write at once, by what the story ends with. */
export interface MistakeAtOnce extends Omit<Mistake, 'part'> {
  readonly ends: RegExp
}

/** By the name of its story in `fixtures/replay-mistakes`. */
export const mistakesAtOnce: Readonly<Record<string, MistakeAtOnce>> = {
  // From a sequence with a cache each connection has numbers of its own, and what comes later may have a smaller one.
  'versions-are-given-in-advance': {
    sql: { from: /CREATE SEQUENCE fountain_split\.version CACHE 1/, to: 'CREATE SEQUENCE fountain_split.version CACHE 20' }, // prettier-ignore
    ends: /at rest the replica of people\.\w+ (?:has|lacks)|no order for this/,
  },
}
