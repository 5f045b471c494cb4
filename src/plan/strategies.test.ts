import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { analyze } from '../index.ts'
import { describeReferences } from './describe-references.test-support.ts'
import { guards, reactions } from './strategy-registry.ts'

const root = fileURLToPath(new URL('../../fixtures/strategies', import.meta.url))
const ids = [...guards, ...reactions].map(({ id }) => id)

test('there is a folder for each strategy, and none for what is none', () => {
  expect(readdirSync(root).sort()).toEqual([...ids].sort())
})

test.each(ids)('%s: references, with what is proposed and why', async (id) => {
  const cwd = join(root, id)
  const plan = await analyze(['input.sql'], { cwd })
  await expect(describeReferences(plan)).toMatchFileSnapshot(join(cwd, 'expected.txt'))
  const chosen = plan.references.flatMap((reference) => [reference.guard, reference.delete?.reaction, reference.update?.reaction]) // prettier-ignore
  expect(chosen).toContain(id)
})

test('the inputs load: all words of them were read', async () => {
  for (const id of ids) {
    const { source } = await analyze(['input.sql'], { cwd: join(root, id) })
    expect(source.statements.reported, id).toBe(0)
    expect(readFileSync(join(root, id, 'input.sql'), 'utf8')).toMatch(/^-- /)
  }
})
