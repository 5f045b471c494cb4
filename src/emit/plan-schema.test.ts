import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { samplePlan } from '../report/sample-plan.test-support.ts'
import { hostile, splitOf } from './contracts/generated-contracts.test-support.ts'
import { planFile } from './emitters/plan-file.ts'

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as { $id: string }
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
ajv.addSchema(schemaOf('analyze'))
const validate = ajv.compile(schemaOf('plan'))

type Split = Awaited<ReturnType<typeof splitOf>>

const planOf = (split: Pick<Split, 'plan'>) =>
  JSON.parse([...planFile.emit(split as Split)].map(({ text }) => text).join('')) as Record<string, unknown>

const fountain = readFileSync(new URL('../../fixtures/fountain.sql', import.meta.url))

/** Every guard and reaction, things that several services need, and what nobody can place. */
const everything = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA post;
  CREATE TYPE people.mood AS ENUM ('glad', 'sad');
  CREATE FUNCTION people.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT 2 * n';
  CREATE TABLE people.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood people.mood, name varchar(8) COLLATE "C" UNIQUE);
  CREATE TABLE shop.basket (
    owner bigint REFERENCES people.person ON DELETE CASCADE, payer bigint REFERENCES people.person, mood people.mood,
    n int CHECK (people.twice(n) > 0));
  CREATE TABLE post.letter (recipient varchar(8) REFERENCES people.person (name) ON DELETE SET NULL ON UPDATE CASCADE, person_id bigint);
  CREATE VIEW post.open AS SELECT * FROM post.letter JOIN shop.basket ON recipient = owner::text;
  CREATE TABLE shop.stray (id int) INHERITS (people.person);
  GRANT SELECT ON shop.basket TO postman;
  DO $$ BEGIN PERFORM 1; END $$;`
const guards = `references:
  - { from: shop.basket(owner), guard: api }
  - { from: shop.basket(payer), guard: application, delete: refuse, update: refuse }
  - { from: post.letter(recipient), delete: saga, update: saga }`

describe('plan.json is what the published schema says', () => {
  const splits: readonly [string, () => Promise<Split>][] = [
    ['of the Fountain', () => splitOf(fountain)],
    ['with names that need quoting', () => splitOf(hostile)],
    ['with everything that can be planned', () => splitOf(everything, guards)],
    ['in one database', () => splitOf(everything, `layout: schemas\n${guards}`)],
    ['of nothing', () => splitOf('CREATE SCHEMA a;')],
  ]
  test.each(splits)('%s', async (_, make) => {
    const plan = planOf(await make())
    expect(validate(plan) ? [] : validate.errors).toEqual([])
  })

  test.each(['', ']"] --> x', '\u202e', '__proto__'])('with %j in every text', (word) => {
    const plan = planOf({ plan: { ...samplePlan(word), inputHash: '0'.repeat(64) } })
    expect(validate(plan) ? [] : validate.errors).toEqual([])
  })
})

type Value = Record<string, unknown>

test('the schema knows every part of a plan, and refuses one that is not whole or says more', async () => {
  const plan = planOf(await splitOf(everything, guards))
  const first =
    (part: string, where: Value = {}) =>
    (each: Value) =>
      (each[part] as Value[]).find((one) => Object.entries(where).every(([name, value]) => one[name] === value))!
  const spoiled: [string, (plan: Value) => unknown][] = [
    ...Object.keys(plan).map((part): [string, (plan: Value) => unknown] => [`no ${part}`, (each) => delete each[part]]),
    ['another part', (each) => (each['routes'] = [])],
    ['a guard-write without its way', (each) => delete first('obligations', { by: 'api' })(each)['by']],
    ['a duty of no kind', (each) => (first('obligations')(each)['kind'] = 'hope')],
    ['a release of no event', (each) => (first('obligations', { kind: 'coordinate-release' })(each)['on'] = 'insert')],
    ['a contract without columns', (each) => (first('contracts')(each)['columns'] = [])],
    ['a coupling without outcome', (each) => delete first('couplings')(each)['outcome']],
    ['a number of our own', (each) => (first('removals')(each)['statement'] = 7)],
  ]
  for (const [what, spoil] of spoiled) {
    const copy = structuredClone(plan)
    spoil(copy)
    expect(validate(copy), what).toBe(false)
  }
})
