import { expect, test } from 'vitest'
import { referencedKey } from '../../verify/references/split-pair.test-support.ts'
import { localGuards, triggersOf } from './closing-guard-sql.ts'
import { captureEvents, nameHome, triggerNames } from './own-names.ts'

test('our schema is none of the user’s', () => {
  expect(nameHome('fountain_split', new Set(['public']))).toBe('fountain_split')
  expect(nameHome('fountain_split', new Set(['fountain_split', 'fountain_split_2']))).toBe('fountain_split_3')
})

test('names of triggers differ within what PostgreSQL keeps of a name', () => {
  const keys = [`${'x'.repeat(38)}_a`, `${'x'.repeat(38)}_b`, 'playwright_id'].map((name) => referencedKey({ name }))
  const names = keys.flatMap((key) => captureEvents.map((event) => triggerNames.capture(key, event)))
  expect(names.filter((name) => name.length > 63)).toEqual([])
  expect(new Set(names).size).toBe(names.length)
  expect(names.at(-captureEvents.length)).toBe('~fountain_split_1_playwright_id_created')
})

test('guards of a key fire before what they guard, however long its name is', () => {
  const inOrder = (first: string, then: string) => first < then
  for (let length = 1; length <= 40; length++)
    for (const letter of ['0', '9', '_', 'a', 'g', 'z']) {
      const name = (event: 'delete_unreleased' | 'deleted' | 'change_waits' | 'changed') =>
        triggerNames.capture(referencedKey({ name: letter.repeat(length) }), event)
      expect(inOrder(name('delete_unreleased'), name('deleted')), name('deleted')).toBe(true)
      expect(inOrder(name('change_waits'), name('changed')), name('changed')).toBe(true)
    }
})

test('what guards a reference has both of its triggers under names that PostgreSQL keeps', () => {
  const relation = { schema: 'shop', name: 'basket' }
  const localReferences = [{ constraint: 'basket_owner', relation, columns: [{ from: 'owner', to: 'id' }], deferrable: 'no' as const, partitioned: false }] // prettier-ignore
  const names = ['id', 'x'.repeat(40)].flatMap((name) =>
    localGuards({ ...referencedKey({ name }), localReferences: localReferences as never }).flatMap(triggersOf),
  )
  expect(names.slice(0, 2)).toEqual(['A_fountain_split_id_local_1', 'A_fountain_split_id_local_1_rows'])
  expect(names.filter((name) => name.length > 63)).toEqual([])
  expect(new Set(names).size).toBe(4)
})
