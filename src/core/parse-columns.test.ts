import { expect, it } from 'vitest'
import { quoteColumns } from './identifier.ts'
import { parseColumns, splitReference } from './parse-columns.ts'

it.each([
  { schema: 'public', name: 'script', columns: ['author_id'] },
  { schema: 'scripts-schema', name: 'Odd "name" (x)', columns: ['a, b', 'c)', 'd'] },
  { schema: 'a -> b', name: 'order', columns: ['->'] },
])('reads what quoteColumns writes: %o', (end) => {
  const text = quoteColumns(end, end.columns)
  expect(parseColumns(text)).toEqual(end)
  expect(splitReference(`${text} -> ${text}`)).toEqual([text, text])
})

it('folds what is not quoted, and is in public without a schema', () =>
  expect(parseColumns('Script( Author_ID , "X" )')).toEqual({
    schema: 'public',
    name: 'script',
    columns: ['author_id', 'X'],
  }))

it.each(['script', 'script()', 'a.b.c(d)', 'script(a', 'script(a,,b)', ''])('refuses %s', (text) =>
  expect(() => parseColumns(text)).toThrow(expect.objectContaining({ code: 'invalid-name' })),
)
