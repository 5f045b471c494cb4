import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { splitOf } from '../../emit/contracts/generated-contracts.test-support.ts'
import { emitSplit } from '../../emit/emit-split.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import { demandedCode } from './demanded-code.ts'
import { missingCode } from './missing-code.ts'

const read = (path: string) => readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url), 'utf8')
const splits = {
  'the Fountain': await splitOf(read('fountain.sql')),
  'keys that change by vote and go by event': await splitOf(`
    CREATE SCHEMA people; CREATE SCHEMA shop;
    CREATE TABLE people.person (code text PRIMARY KEY);
    CREATE TABLE shop.basket (id int PRIMARY KEY, owner text REFERENCES people.person ON DELETE CASCADE);
  `),
  'guards in own code': await splitOf(
    read('emit/guards/schema.sql'),
    read('emit/guards/fountain-split.yaml').replace('source: schema.sql\n', ''),
  ),
}

test.each(Object.entries(splits))(
  '%s: all code that obligations need is there, and each piece is missed',
  (_, split) => {
    const { plan } = split
    const replaced = new Set(plan.references.filter((each) => isReplaced(each)).map(({ id }) => id))
    const obligations = plan.obligations
      .map((each) => ({ ...each, references: each.references.filter((id) => replaced.has(id)) }))
      .filter(({ references }) => references.length > 0)
    const services = findServiceReferences(split)
    const folders = serviceFolders(plan.services)
    const artifacts = emitSplit(split)
    const files = new Set<string>()
    for (const obligation of obligations) {
      expect(missingCode(obligation, services, plan, artifacts)).toEqual([])
      for (const { file, text, words } of demandedCode(obligation, services, plan)) {
        files.add(file)
        const path = `${folders.get(obligation.service)}/src/${file}`
        const without = artifacts.map((each) => (each.path === path ? { ...each, text: each.text.replaceAll(text, '') } : each)) // prettier-ignore
        expect(missingCode(obligation, services, plan, without).join()).toContain(`lacks ${words} in ${file}`)
      }
    }
    const shared = ['api.ts', 'consumer.ts', 'events.ts', 'index.ts']
    expect([...files].toSorted()).toEqual([...shared, obligations.some(({ kind }) => kind === 'coordinate-release') ? 'sagas.ts' : 'guards.ts'].toSorted()) // prettier-ignore
  },
)

test('code that the index does not give to anybody is missed', () => {
  const split = splits['guards in own code']
  const hidden = emitSplit(split).map((each) => ({ ...each, text: each.text.replace("export * from './guards.js'\n", '') })) // prettier-ignore
  const services = findServiceReferences(split)
  const details = split.plan.obligations.flatMap((each) => missingCode(each, services, split.plan, hidden))
  expect(details.join('\n')).toContain('shop keeps to itself the guard of basket_owner_fkey in guards.ts')
})
