import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TextPositions } from './text-position.ts'

const piece = fc.oneof(fc.constantFrom('\n', '\n\n\n\n\n', '\r\n', 'é', '𝕏', '\t', '\v', '\0', '\u008a', 'ʊ'), fc.string({ maxLength: 40 }), fc.nat(9000).map((length) => 'x'.repeat(length))) // prettier-ignore

test('the line and column of a place are those that an editor shows', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), fc.boolean(), fc.nat(3), (pieces, at, marked, shift) => {
      const text = pieces.join('')
      const points = [...text]
      const before = points.slice(0, at % (points.length + 1)).join('')
      const lines = before.split('\n')
      const bytes = Buffer.from(`${'\n'.repeat(shift)}${marked ? '\uFEFF' : ''}${text}`).subarray(shift)
      const offset = Buffer.byteLength(before) + (marked ? 3 : 0)
      const { line, column } = new TextPositions('a.sql', bytes).at(offset)
      expect([line, column]).toEqual([lines.length, [...lines.at(-1)!].length + 1])
    }),
  )
})

test('evidence is one line of it, cut where it is long', () => {
  const positions = new TextPositions('a.sql', Buffer.from(`-- a\nCREATE  TABLE\n\tt;${'é'.repeat(400)}`))
  expect(positions.evidence(5, 22)).toEqual({ file: 'a.sql', line: 2, column: 1, text: 'CREATE TABLE t;' })
  expect(positions.evidence(22, 10_000).text).toHaveLength(200)
  expect(positions.evidence(22, 10_000).text.endsWith('é…')).toBe(true)
})
