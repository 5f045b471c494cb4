import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { splitOf } from '../../emit/contracts/generated-contracts.test-support.ts'
import { isReplaced } from '../../plan/is-replaced.ts'
import type { Split } from '../../split.ts'
import { faults } from '../faults/fault-registry.ts'
import { isLong } from '../long-form.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { SqlMistake } from './mistake.test-support.ts'
import { tellMistake } from './mistake.test-support.ts'

/** One key that all guards and reactions are about, and two that only a service's own code guards: rows follow the one, and refuse for the other. */
const schema = `
CREATE SCHEMA people; CREATE SCHEMA shop;
CREATE TABLE people.person (id integer PRIMARY KEY);
CREATE TABLE people.town (code text PRIMARY KEY);
CREATE TABLE people.firm (id integer PRIMARY KEY);
CREATE TABLE shop.basket (id integer PRIMARY KEY, owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE shop.order_line (id integer PRIMARY KEY, giver integer CONSTRAINT line_giver REFERENCES people.person ON DELETE SET NULL ON UPDATE CASCADE);
CREATE TABLE shop.letter (id integer PRIMARY KEY, town text CONSTRAINT letter_town REFERENCES people.town ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE shop.invoice (id integer PRIMARY KEY, payer integer CONSTRAINT invoice_payer REFERENCES people.person ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE TABLE shop.bill (id integer PRIMARY KEY, firm integer CONSTRAINT bill_firm REFERENCES people.firm ON DELETE RESTRICT ON UPDATE RESTRICT);
CREATE TABLE shop.claim (id integer PRIMARY KEY, firm integer CONSTRAINT claim_firm REFERENCES people.firm);`
const config = `references:
  - { from: shop.basket(owner), guard: api }
  - { from: shop.letter(town), guard: application }
  - { from: shop.bill(firm), guard: api }
  - { from: shop.claim(firm), guard: application }`

/** What each approach does, taken away. */
const mistakes: Readonly<Record<string, SqlMistake>> = {
  'api: the guard lets any key through': {
    from: /(people_person_id_hold\(key1[^]*?)WHEN s\.alive THEN 'held'/,
    to: "$1WHEN true THEN 'held'",
  },
  'application: the guard lets any key through': {
    from: /(people_town_code_hold\(key1[^]*?)WHEN s\.alive THEN 'held'/,
    to: "$1WHEN true THEN 'held'",
  },
  'event: no row follows a key that the code guards': {
    from: /PERFORM fountain_split\.people_town_code_apply\([^;]*;/,
    to: '',
  },
  'replicate: the native key is left out': {
    from: /ALTER TABLE shop\.order_line\s+ADD CONSTRAINT line_giver[^;]*;/,
    to: '',
  },
  'saga: the vote does not look for rows that the code guards': {
    from: /-- bill_firm on shop\.bill: ON DELETE RESTRICT\.\s+IF EXISTS/,
    to: 'IF false AND EXISTS',
  },
  'saga: a row goes without being released': {
    from: /CREATE TRIGGER "~fountain_split_\d+_person_id_delete_unreleased"[^;]*;/,
    to: '',
  },
}

let server: ScratchServer
let split: Split
beforeAll(async () => {
  server = await startScratchServer()
  split = await splitOf(schema, config)
})
afterAll(() => server?.stop())

test('all five approaches are planned, and all is replaced', () => {
  const { references } = split.plan
  expect(references.filter((each) => !isReplaced(each))).toEqual([])
  expect(new Set(references.map(({ guard }) => guard))).toEqual(new Set(['replicate', 'api', 'application']))
  expect(new Set(references.map((each) => each.delete?.reaction))).toEqual(new Set(['event', 'saga']))
  const voted = references.filter(({ guard, ...each }) => guard !== 'replicate' && each.delete?.reaction === 'saga')
  expect(voted.map(({ guard, onDelete }) => [guard, onDelete])).toEqual([['api', 'restrict'], ['application', 'no action']]) // prettier-ignore
})

test('histories of a schema with all of them end as on one database, whatever breaks', { timeout: 300_000 }, async () =>
  expect(
    await tellMistake(server, split, { faults: faults.map(({ id }) => id), often: 0.2, operations: isLong ? 400 : 80 }),
  ).toBeUndefined(),
)

test('a key that looks at the commit is compared with a guard that looks at once', async () => {
  const deferred = await splitOf(
    `CREATE SCHEMA people; CREATE SCHEMA shop; CREATE TABLE people.firm (id integer PRIMARY KEY);
    CREATE TABLE shop.claim (id integer PRIMARY KEY, firm integer REFERENCES people.firm DEFERRABLE INITIALLY DEFERRED);`,
    'references: [{ from: shop.claim(firm), guard: application }]',
  )
  expect(await tellMistake(server, deferred, { faults: [], operations: 120 })).toBeUndefined()
  const [told] = deferred.plan.diagnostics.filter(({ code }) => code === 'weak-strategy')
  expect(told!.message).toContain('looks after each statement')
})

describe('what one of them leaves out is noticed', () => {
  test.each(isLong ? Object.keys(mistakes) : Object.keys(mistakes).slice(0, 1))(
    '%s',
    { timeout: 600_000 },
    async (name) => {
      expect(await tellMistake(server, split, { sql: mistakes[name]! })).toBeDefined()
    },
  )
})
