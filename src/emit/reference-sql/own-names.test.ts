import { expect, test } from 'vitest'
import { nameHome, nameKey } from './own-names.ts'

test('a key’s name is readable, short, and nobody else’s', () => {
  expect(nameKey(['playwright', 'id'], new Set())).toBe('playwright_id')
  const taken = nameKey(['playwright', 'id'], new Set(['playwright_id']))
  expect(taken).toMatch(/^playwright_id_[0-9a-f]{8}$/)
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
  const names = alike.map((words) => nameKey(words, new Set()))
  expect(new Set(names).size).toBe(alike.length)
  for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,40}$/)
})

test('our schema is none of the user’s', () => {
  expect(nameHome('fountain_split', new Set(['public']))).toBe('fountain_split')
  expect(nameHome('fountain_split', new Set(['fountain_split', 'fountain_split_2']))).toBe('fountain_split_3')
})
