import type { Assigner } from '../assigner.ts'

/** `patterns: ["shop.order*", "!shop.order_archive"]`: over `schema.name`, unquoted; later ones with ! take out again. */
export const byPattern: Assigner = {
  id: 'by-pattern',
  declared: true,
  assignments(services) {
    return [...services].flatMap(([service, { patterns = [] }]) => {
      const exclusions = patterns
        .filter((pattern) => pattern.startsWith('!'))
        .map((pattern) => toRegExp(pattern.slice(1)))
      return patterns
        .filter((pattern) => !pattern.startsWith('!'))
        .map((pattern) => {
          const wanted = toRegExp(pattern)
          return {
            service,
            written: `patterns: ${pattern}`,
            path: ['services', service, 'patterns', patterns.indexOf(pattern)],
            matches: ({ schema, name }) => {
              const text = `${schema}.${name}`
              return wanted.test(text) && !exclusions.some((exclusion) => exclusion.test(text))
            },
          }
        })
    })
  },
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'su')
}
