import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as keys from './object-key.ts'

test('keys read as documented', () => {
  const script = { schema: 'scripts-schema', name: 'script' }
  expect(keys.wholeKey('view', { schema: 'scripts-schema', name: 'ScriptOverview' })).toBe(
    'view "scripts-schema"."ScriptOverview"',
  )
  expect(keys.wholeKey('schema', { schema: '', name: 'scripts-schema' })).toBe('schema "scripts-schema"')
  const key = keys.partKey('foreign-key', script, 'script_author_id_fkey')
  expect(key).toBe('foreign-key "scripts-schema".script script_author_id_fkey')
  expect(keys.aboutKey('comment', key)).toBe('comment foreign-key "scripts-schema".script script_author_id_fkey')
  expect(keys.routineKey({ schema: 'shop', name: 'total' }, 'integer, text[]')).toBe(
    'routine shop.total(integer, text[])',
  )
  expect(keys.operatorKey({ schema: 'shop', name: '<+>' }, 'NONE, shop.money')).toBe(
    'operator shop.<+>(NONE, shop.money)',
  )
  expect(keys.methodKey('operator-class', { schema: 'shop', name: 'by_length' }, 'btree')).toBe(
    'operator-class shop.by_length using btree',
  )
  expect(keys.defaultPrivilegesKey('owner', 'shop', 'relations', undefined)).toBe(
    'default-privileges of owner in shop on relations to PUBLIC',
  )
  expect(keys.grantKey('schema shop', 'PUBLIC')).toBe('grant schema shop to "PUBLIC"')
  expect(keys.grantKey('schema shop', undefined)).toBe('grant schema shop to PUBLIC')
})

test('keys in words', () => {
  const words = {
    'view "scripts-schema"."Script Overview"': 'view "scripts-schema"."Script Overview"',
    'operator-class shop.by_length using btree': 'operator class shop.by_length using btree',
    'foreign-key "a b"."c ""d" "e.f"': 'foreign key "e.f" of "a b"."c ""d"',
    'routine shop.total(integer, text[])': 'routine shop.total(integer, text[])',
    'routine shop.rank(VARIADIC shop.mood)': 'routine shop.rank(VARIADIC shop.mood)',
    'inherits shop.order_2024 shop.order': 'inherits shop.order_2024 shop.order',
    'schema "x y"': 'schema "x y"',
  }
  for (const [key, text] of Object.entries(words)) expect(keys.keyInWords(key)).toBe(text)
})

test('two different parts never share a key', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'B', '"', '.', ' ', '\n'), minLength: 1, maxLength: 4 })
  const part = fc.tuple(name, name, name)
  const key = ([schema, relation, own]: [string, string, string]) =>
    keys.partKey('constraint', { schema, name: relation }, own)
  fc.assert(
    fc.property(part, part, (one, other) => {
      expect(key(one) === key(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
    }),
    { numRuns: 2000 },
  )
})
