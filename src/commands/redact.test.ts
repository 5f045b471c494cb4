import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['postgres://me:secret@host/db', 'postgres://me:***@host/db'],
  ['postgresql://me:s:e@c:r@host:5432/db?x=1', 'postgresql://me:***@host:5432/db?x=1'],
  ['postgres://:secret@host', 'postgres://:***@host'],
  ['postgres://host/db?user=me&password=secret&x=1', 'postgres://host/db?user=me&password=***&x=1'],
  ["host=h password='a b' dbname=d", 'host=h password=*** dbname=d'],
  ['POSTGRES://me:secret@h and postgres://you:other@h', 'POSTGRES://me:***@h and postgres://you:***@h'],
  ['postgres://me@host/db', 'postgres://me@host/db'],
  ['a:b@c postgres://', 'a:b@c postgres://'],
])('%s', (text, expected) => {
  expect(redact(text)).toBe(expected)
})
