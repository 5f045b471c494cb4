import type { Argument, Option } from 'commander'

/** What a shell may offer for a value that the command checks itself: words, or those that `explain` knows. */
export type Offer = readonly string[] | 'explainable'

const offers = new WeakMap<Option | Argument, Offer>()

/** For completion only: other words are as good as before. */
export function offering<Named extends Option | Argument>(named: Named, offer: Offer): Named {
  offers.set(named, offer)
  return named
}

export function offeredWords(named: Option | Argument): Offer | undefined {
  return named.argChoices ?? offers.get(named)
}
