import { expect, test } from 'vitest'
import { readableName } from './readable-name.ts'

test('a name is readable, short, and nobody else’s', () => {
  expect(readableName(['playwright', 'id'], new Set())).toBe('playwright_id')
  const taken = readableName(['playwright', 'id'], new Set(['playwright_id']))
  expect(taken).toMatch(/^playwright_id_[0-9a-f]{8}$/)
  // The same words mean other things.
  const of = (schema: string) =>
    readableName(['playwright', 'id'], new Set(['playwright_id']), [schema, 'playwright', 'id'])
  expect(of('a')).not.toBe(of('b'))
  // What becomes the same word does not become the same name.
  const alike = [
    ['Author', 'id'],
    ['author-', 'id'],
    ['author', '"id"'],
    ['Ünï', '↯'],
    ['↯', '↯'],
    ['x'.repeat(90), 'id'],
    ['x'.repeat(90), 'di'],
  ]
  const names = alike.map((words) => readableName(words, new Set()))
  expect(new Set(names).size).toBe(alike.length)
  for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,40}$/)
})
