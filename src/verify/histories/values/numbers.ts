import type { ValueFamily } from '../value-family.ts'
import { numbered } from '../value-family.ts'

const whole = new Set(['int2', 'int4', 'int8', 'oid', 'xid', 'cid', 'xid8'])
const broken = new Set(['numeric', 'float4', 'float8', 'money'])

/** Whole numbers; of those that need not be whole also some that are not, and one value written in two ways. */
export const numbers: ValueFamily = {
  id: 'numbers',
  takes: ({ name }) => whole.has(name) || broken.has(name),
  values({ name, length }, count) {
    const most = length === undefined ? Infinity : 10 ** length - 1
    const fits = numbered(count, String).filter((text) => Number(text) <= most)
    if (!broken.has(name)) return [...fits, '0']
    return [...fits, '0', '1.5', '0.25', ...(name === 'numeric' ? ['1.0', '2.00'] : [])]
  },
}
