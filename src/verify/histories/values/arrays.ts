import type { ValueFamily } from '../value-family.ts'

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`

/** None, one, and two of what their elements can be. */
export const arrays: ValueFamily = {
  id: 'arrays',
  takes: ({ form, element }) => form === 'array' && element !== undefined,
  values({ element }, count, inner) {
    const made = inner(element!, count).map(quoted)
    return ['{}', ...made.map((each) => `{${each}}`), `{${made.slice(0, 2).join(',')}}`]
  },
}
