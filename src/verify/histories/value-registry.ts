import type { ValueFamily } from './value-family.ts'
import { arrays } from './values/arrays.ts'
import { bits } from './values/bits.ts'
import { booleans } from './values/booleans.ts'
import { composites } from './values/composites.ts'
import { enums } from './values/enums.ts'
import { fixed } from './values/fixed.ts'
import { moments } from './values/moments.ts'
import { numbers } from './values/numbers.ts'
import { ranges } from './values/ranges.ts'
import { texts } from './values/texts.ts'

/** The first that takes a type makes its values. */
export const valueFamilies: readonly ValueFamily[] = [
  arrays,
  enums,
  ranges,
  composites,
  booleans,
  numbers,
  texts,
  moments,
  bits,
  fixed,
]
