import type { ValueFamily } from '../value-family.ts'

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/** Empty, and from one value up to the next of what they are between: none meets another. */
export const ranges: ValueFamily = {
  id: 'ranges',
  takes: ({ form }) => form === 'range' || form === 'multirange',
  values({ form, element }, count, inner) {
    const ends = element === undefined ? [] : inner(element, count + 1).slice(0, count + 1)
    const made = ends.slice(1).map((end, at) => `[${quoted(ends[at]!)},${quoted(end)})`)
    return form === 'range' ? [...made, 'empty'] : ['{}', ...made.map((each) => `{${each}}`)]
  },
}
