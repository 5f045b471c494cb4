import { expect, test } from 'vitest'
import { splitOf } from '../emit/contracts/generated-contracts.test-support.ts'
import { isReplaced, whyNotReplaced } from './is-replaced.ts'

const tables = `CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.person (id int, valid daterange, name text UNIQUE, PRIMARY KEY (id, valid WITHOUT OVERLAPS));`
const basket = (more: string) => `${tables} CREATE TABLE shop.basket (owner int, during daterange, name text${more});`
const alter = (sql: string) => `${basket('')} ALTER TABLE shop.basket ADD CONSTRAINT key FOREIGN KEY ${sql};`

test.each([
  ['period', basket(', FOREIGN KEY (owner, PERIOD during) REFERENCES people.person')],
  ['period', alter('(owner, PERIOD during) REFERENCES people.person (id, PERIOD valid)')],
  ['not enforced', basket(' REFERENCES people.person (name) NOT ENFORCED')],
  ['not enforced', basket(', FOREIGN KEY (name) REFERENCES people.person (name) ON DELETE CASCADE NOT ENFORCED')],
  ['not enforced', alter('(name) REFERENCES people.person (name) NOT ENFORCED')],
  ['not enforced', `${alter('(name) REFERENCES people.person (name)')} ALTER TABLE shop.basket ALTER CONSTRAINT key NOT ENFORCED;`], // prettier-ignore
])('a foreign key that is no ordinary one is replaced by nothing, and told: %s', async (form, sql) => {
  const { plan } = await splitOf(sql)
  expect(plan.references.map((each) => [each.form, isReplaced(each)])).toEqual([[form, false]])
  expect(whyNotReplaced(plan.references[0]!)).not.toContain('service')
  expect(plan.obligations).toEqual([])
})

test.each([
  basket(' REFERENCES people.person (name) ENFORCED'),
  alter('(name) REFERENCES people.person (name) NOT VALID'),
  alter('(name) REFERENCES people.person (name)').replace('CONSTRAINT key', 'CONSTRAINT "not enforced"'),
  `${alter('(name) REFERENCES people.person (name) NOT ENFORCED')} ALTER TABLE shop.basket ALTER CONSTRAINT key ENFORCED;`,
])('one that is enforced is: %s', async (sql) => {
  const { plan } = await splitOf(sql)
  expect(plan.references.map((each) => [each.form, isReplaced(each)])).toEqual([[undefined, true]])
})
