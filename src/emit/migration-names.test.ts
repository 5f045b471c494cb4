import { expect, test } from 'vitest'
import { sourceFile } from '../source/source-text.ts'
import { inOrderOfApplication } from './migration-names.ts'

const files = (migration: boolean, ...names: readonly string[]) =>
  names.map((name) => ({ ...sourceFile(name, Buffer.from('')), migration }))
const order = (source: ReturnType<typeof files>, ...names: readonly string[]) =>
  inOrderOfApplication(
    source,
    names.map((name) => ({ path: `services/shop/migrations/${name}` })),
  ).map(({ path }) => path.slice('services/shop/migrations/'.length))

test('2 before 10, and what is ours after what it was made for', () => {
  const source = files(true, 'db/2_a.sql', 'db/10_b.sql', 'db/11_c.sql')
  const inOrder = ['2_a.sql', '2_a_then_references.sql', '10_b.sql', '10_b_then_references.sql', '10_b_then_references_v002.sql', '11_c.sql'] // prettier-ignore
  expect(order(source, ...inOrder.toSorted())).toEqual(inOrder)
  expect(inOrder.toSorted()).not.toEqual(inOrder)
})

test('of a dump: the source, then ours', () => {
  const source = files(false, 'structure.sql')
  expect(order(source, '0003_references.sql', '0002_references.sql', '0001_structure.sql')).toEqual([
    '0001_structure.sql',
    '0002_references.sql',
    '0003_references.sql',
  ])
})
