import { describe, expect, test } from 'vitest'
import { sourceFile } from '../../source/source-text.ts'
import type { Split } from '../../split.ts'
import { splitTexts } from '../../split.ts'
import { emitSplit } from '../emit-split.ts'
import { findServiceReferences } from '../references/service-references.ts'

const schemas =
  'CREATE SCHEMA people; CREATE SCHEMA shop; CREATE TABLE people.person (id serial PRIMARY KEY, code text UNIQUE);'

async function split(sql: string): Promise<Split> {
  const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(schemas + sql))], skipped: [] }
  return splitTexts(texts, { config: {}, file: undefined }, {})
}

/** Of each creation: what is made, with what, and why, as its first words. */
async function creationsOf(sql: string): Promise<string[]> {
  const all = new Set(findServiceReferences(await split(sql)).flatMap(({ creations }) => creations))
  return [...all].flatMap(({ member, partners }) => partners.map((partner) => `${member.word} ${partner.word}: ${partner.because.split(':')[0]}`)) // prettier-ignore
}

test.each([
  ['nullable, as most are', 'owner int REFERENCES people.person', []],
  ['needed, and there for nothing else', 'owner int NOT NULL REFERENCES people.person', ['basket person: NOT NULL']],
  ['deferrable', 'owner int REFERENCES people.person DEFERRABLE', ['basket person: DEFERRABLE']],
  ['one to one', 'owner int NOT NULL UNIQUE REFERENCES people.person', ['basket person: NOT NULL and UNIQUE']],
  ['one to one, for some', 'owner int UNIQUE REFERENCES people.person', []],
  ['one of a list that has its own words', 'owner text NOT NULL REFERENCES people.person (code)', []],
  [
    'two of one relation',
    'owner int REFERENCES people.person DEFERRABLE, payer int REFERENCES people.person DEFERRABLE',
    ['basket ownerPerson: DEFERRABLE', 'basket payerPerson: DEFERRABLE'],
  ],
])('a reference that is %s', async (_, columns, expected) => {
  expect(await creationsOf(`CREATE TABLE shop.basket (id int PRIMARY KEY, ${columns})`)).toEqual(expected)
})

const basket = 'CREATE TABLE shop.basket (id int PRIMARY KEY, owner int NOT NULL REFERENCES people.person);'
test.each([
  ['something else refers to', 'CREATE TABLE people.letter (id int PRIMARY KEY, to_whom int REFERENCES people.person)'],
  ['needs another row', 'CREATE TABLE people.town (id int PRIMARY KEY); ALTER TABLE people.person ADD town int NOT NULL REFERENCES people.town'], // prettier-ignore
])('not with a row that %s', async (_, sql) => {
  expect(await creationsOf(`${basket} ${sql}`)).toEqual([])
})

test('not without a primary key, by which a row could be taken back', async () => {
  expect(await creationsOf('CREATE TABLE shop.basket (owner int NOT NULL REFERENCES people.person)')).toEqual([])
})

describe('a circle', () => {
  const deferred = 'DEFERRABLE INITIALLY DEFERRED'
  const circle = (favourite: string) =>
    `CREATE TABLE shop.basket (id int PRIMARY KEY, owner int NOT NULL REFERENCES people.person ${deferred});
     ALTER TABLE people.person ADD favourite int ${favourite} REFERENCES shop.basket ${deferred}`
  const told = /No saga is begun for rows that are made together/g
  const readmeOf = async (sql: string) => emitSplit(await split(sql)).find(({ path }) => path === 'README.md')!.text

  test('of references that are all NOT NULL has no row that could be made first: nothing to begin with, and why', async () => {
    expect(await creationsOf(circle('NOT NULL'))).toEqual([])
    expect((await readmeOf(circle('NOT NULL'))).match(told)).toHaveLength(2)
  })

  test('begins where one of them may be NULL', async () => {
    expect(await creationsOf(circle(''))).toEqual(['basket person: DEFERRABLE'])
    expect(await readmeOf(circle(''))).not.toMatch(told)
  })

  test('may be closed further down, by keys of one service', async () => {
    const further = `CREATE TABLE people.team (id int PRIMARY KEY, basket int NOT NULL REFERENCES shop.basket ${deferred});
      ALTER TABLE people.person ADD team int NOT NULL REFERENCES people.team`
    const basket = `CREATE TABLE shop.basket (id int PRIMARY KEY, owner int NOT NULL REFERENCES people.person ${deferred});`
    expect(await creationsOf(basket + further)).toEqual([])
  })
})
