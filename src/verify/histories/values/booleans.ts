import type { ValueFamily } from '../value-family.ts'

export const booleans: ValueFamily = {
  id: 'booleans',
  takes: ({ name }) => name === 'bool',
  values: () => ['t', 'f'],
}
