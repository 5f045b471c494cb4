import type { Tier } from './strategy.ts'

/** When a promise of this tier holds; after "holds". */
export const tierWords: Readonly<Record<Tier, string>> = {
  2: 'at every instant',
  3: 'once its events are applied',
  4: 'for writes that go through the guard',
  5: 'found and mended on schedule',
}
