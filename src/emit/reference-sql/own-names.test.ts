import { expect, test } from 'vitest'
import { nameHome } from './own-names.ts'

test('our schema is none of the user’s', () => {
  expect(nameHome('fountain_split', new Set(['public']))).toBe('fountain_split')
  expect(nameHome('fountain_split', new Set(['fountain_split', 'fountain_split_2']))).toBe('fountain_split_3')
})
