import type { ValueFamily } from '../value-family.ts'
import { numbered } from '../value-family.ts'

/** Numbers in the binary system, as long as the type wants them. */
export const bits: ValueFamily = {
  id: 'bits',
  takes: ({ name }) => name === 'bit' || name === 'varbit',
  values({ name, length = name === 'bit' ? 1 : 8 }, count) {
    const all = numbered(count, (n) => (n - 1).toString(2).padStart(length, '0'))
    return all.filter((text) => text.length <= length)
  },
}
