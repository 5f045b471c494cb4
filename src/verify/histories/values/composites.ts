import type { ValueFamily } from '../value-family.ts'

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '$&$&')}"`

/** The first values of their attributes, then the second ones, and so on. */
export const composites: ValueFamily = {
  id: 'composites',
  takes: ({ form }) => form === 'composite',
  values({ attributes = [] }, count, inner) {
    const columns = attributes.map((attribute) => inner(attribute, count))
    const most = Math.min(count, Math.max(1, ...columns.map(({ length }) => length)))
    return Array.from({ length: most }, (_, at) => {
      const parts = columns.map((texts) => texts[at % Math.max(1, texts.length)])
      return `(${parts.map((text) => (text === undefined ? '' : quoted(text))).join(',')})`
    })
  },
}
