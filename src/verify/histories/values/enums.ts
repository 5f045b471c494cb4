import type { ValueFamily } from '../value-family.ts'

/** Labels, in their order. */
export const enums: ValueFamily = {
  id: 'enums',
  takes: ({ form }) => form === 'enum',
  values: ({ labels = [] }, count) => labels.slice(0, count),
}
