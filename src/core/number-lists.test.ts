import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NumberLists } from './number-lists.ts'

test('lists are what lists of their own would be', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat()), { maxLength: 200 }), (entries) => {
      const lists = new NumberLists(10)
      const expected = Array.from({ length: 10 }, (): number[] => [])
      for (const [list, value] of entries) {
        lists.add(list, value)
        expected[list]!.push(value)
      }
      expect(expected.map((_, list) => lists.of(list))).toEqual(expected)
      expect(expected.map((_, list) => lists.lastOf(list))).toEqual(expected.map((list) => list.at(-1)))
    }),
  )
})
