import { expect, test } from 'vitest'
import type { CatalogRecord } from './catalog-record.ts'
import { compareCatalogs } from './compare-catalogs.ts'
import type { CatalogDifference } from './compare-catalogs.ts'

function record(key: string, definition = '{}', ...of: string[]): CatalogRecord {
  const space = key.indexOf(' ')
  return { kind: key.slice(0, space), schema: '', identity: key.slice(space + 1), key, definition, of }
}
const told = (differences: readonly CatalogDifference[]) =>
  differences.map((it) => `${it.what} ${it.kind} ${it.identity} ${it.service}`.trimEnd())

const mood = record('type shop.mood', '"labels"')
const moodComment = record('comment type shop.mood', '"how it feels"', 'type shop.mood')
const item = record('relation shop.item')
const order = record('relation sale.order')
const key = record('foreign-key sale.order order_item_fkey', '"def"', 'relation sale.order')
const original = [mood, moodComment, item, order, key]
const cut = new Set([key.key])

test('a type may be given to both, with all that is said of it', () => {
  const parts = [
    { service: 'shop', objects: [mood, moodComment, item] },
    { service: 'sale', objects: [mood, moodComment, order] },
  ]
  expect(compareCatalogs(original, parts, { cut })).toEqual([])
})

test('a shared type must be equal and whole in each', () => {
  const parts = [
    { service: 'shop', objects: [mood, moodComment, item] },
    { service: 'sale', objects: [record('type shop.mood', '"fewer"'), order] },
  ]
  expect(told(compareCatalogs(original, parts, { cut }))).toEqual([
    'missing comment type shop.mood sale',
    'different type shop.mood sale',
  ])
})

test('a relation must not be in two services', () => {
  const parts = [
    { service: 'shop', objects: [mood, moodComment, item] },
    { service: 'sale', objects: [order, item] },
  ]
  expect(told(compareCatalogs(original, parts, { cut }))).toEqual(['extra relation shop.item sale'])
})

test('what was cut must be gone; what was not there cannot be cut', () => {
  const parts = [{ service: 'all', objects: original }]
  expect(told(compareCatalogs(original, parts, { cut }))).toEqual([`extra ${key.kind} ${key.identity} all`])
  const less = [{ service: 'all', objects: original.filter((it) => it !== key) }]
  expect(told(compareCatalogs(original, less, { cut: new Set([key.key, 'view a.b']) }))).toEqual(['missing view a.b'])
})

test('cutting a whole cuts its parts; a question works like a list', () => {
  const parts = [{ service: 'all', objects: [mood, moodComment, item] }]
  expect(compareCatalogs(original, parts, { cut: new Set([order.key]) })).toEqual([])
  expect(compareCatalogs(original, parts, { cut: (it) => it.key === order.key })).toEqual([])
  expect(told(compareCatalogs(original, parts))).toEqual(['missing relation sale.order'])
})

test('what connects two objects that went to different services must have been cut', () => {
  const inherits = record('inherits sale.order shop.item', '{}', order.key, item.key)
  const parts = [
    { service: 'shop', objects: [item] },
    { service: 'sale', objects: [order] },
  ]
  expect(told(compareCatalogs([item, order, inherits], parts))).toEqual(['missing inherits sale.order shop.item'])
  expect(compareCatalogs([item, order, inherits], parts, { cut: new Set([inherits.key]) })).toEqual([])
})

test('only what is allowed may be there besides, and its parts with it', () => {
  const ours = record('schema fountain')
  const outbox = record('relation fountain.outbox', '{}', ours.key)
  const parts = [{ service: 'all', objects: [...original, ours, outbox] }]
  expect(told(compareCatalogs(original, parts))).toEqual(['extra schema fountain all'])
  expect(compareCatalogs(original, parts, { allowed: (it) => it.key === ours.key })).toEqual([])
})

test('owners are compared on request', () => {
  const [before, after] = [
    record('owner relation shop.item', '"a"', item.key),
    record('owner relation shop.item', '"b"', item.key),
  ]
  const parts = [{ service: 'all', objects: [item, after] }]
  expect(compareCatalogs([item, before], parts)).toEqual([])
  expect(told(compareCatalogs([item, before], parts, { owners: true }))).toEqual([
    'different owner relation shop.item all',
  ])
})
