import { afterAll, beforeAll, expect, test } from 'vitest'
import { openService } from '../../runtime/index.ts'
import { majorVersion } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { runSplit } from './running-split.test-support.ts'

/** Keys that are voted on: one with a long name, one that is computed, and one that rows of its own relation's service name by another. */
const keys = `
  CREATE SCHEMA core; CREATE SCHEMA sales;
  CREATE TABLE core.customers_of_all_branches (registration_number int PRIMARY KEY);
  CREATE TABLE sales.contract (id int PRIMARY KEY, customer int REFERENCES core.customers_of_all_branches ON DELETE CASCADE,
    payer int REFERENCES core.customers_of_all_branches ON DELETE RESTRICT);
  CREATE TABLE core.person (first text NOT NULL, last text NOT NULL, login text GENERATED ALWAYS AS (lower(first || '.' || last)) STORED UNIQUE);
  CREATE TABLE sales.visit (id int PRIMARY KEY, guest text REFERENCES core.person (login) ON DELETE CASCADE,
    host text REFERENCES core.person (login) ON DELETE RESTRICT);
  CREATE TABLE core.product (id int PRIMARY KEY, code text COLLATE "C" UNIQUE);
  CREATE TABLE core.stock (product text COLLATE "POSIX" REFERENCES core.product (code) ON DELETE CASCADE);
  CREATE TABLE sales.line (id int PRIMARY KEY, product int REFERENCES core.product ON DELETE SET NULL, instead int REFERENCES core.product ON DELETE RESTRICT);
  CREATE TABLE core.seat (id int PRIMARY KEY);
  CREATE TABLE sales.ticket (id int PRIMARY KEY, seat int REFERENCES core.seat ON DELETE CASCADE, beside int REFERENCES core.seat);`

/** By the domain's collation a word is the same in capitals; referencing columns have others, which PostgreSQL 18 forbids. */
const words = (version: number) => `
  CREATE SCHEMA book; CREATE SCHEMA "index";
  CREATE COLLATION book.insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE DOMAIN book.term AS text COLLATE book.insensitive; CREATE DOMAIN book.word AS book.term;
  CREATE TABLE book.words (word book.word PRIMARY KEY);
  CREATE TABLE "index".entry (id int PRIMARY KEY, word text COLLATE ${version < 18 ? '"C"' : 'book.insensitive'} REFERENCES book.words ON DELETE CASCADE ON UPDATE CASCADE,
    see text COLLATE ${version < 18 ? '"POSIX"' : 'book.insensitive'} REFERENCES book.words ON DELETE RESTRICT);`

let server: ScratchServer
let split: RunningSplit
beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, keys, ['core', 'sales'])
}, 60_000)
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

test('a key with a long name goes with the rows that follow it', async () => {
  await split.query('core', 'INSERT INTO core.customers_of_all_branches VALUES (1), (2)')
  const [[key] = []] = await split.query('core', `SELECT left(proname, -length('_request_release')) FROM pg_proc WHERE proname LIKE 'customers%request_release'`) // prettier-ignore
  const [[replica] = []] = await split.query('sales', `SELECT name FROM fountain_split.replica WHERE name LIKE '%customers%'`) // prettier-ignore
  await split.untilKeys('sales', String(replica), 2)
  await split.query('sales', 'INSERT INTO sales.contract VALUES (1, 1, NULL), (2, NULL, 2)')
  const release = (id: number) => split.release('core', String(key), [id], { patience: 20_000 })
  expect(await release(2)).toMatchObject({ outcome: 'refused', constraint: 'contract_payer_fkey' })
  expect(await release(1)).toMatchObject({ outcome: 'released' })
  expect(await split.query('sales', 'SELECT id FROM sales.contract')).toEqual([[2]])
}, 60_000)

test('a computed key is told, kept while it is voted on, and goes', async () => {
  await split.query('core', `INSERT INTO core.person VALUES ('Ann', 'Lee'), ('Ben', 'Ray')`)
  await split.untilKeys('sales', 'core_person_login', 2)
  await split.query('sales', `INSERT INTO sales.visit VALUES (1, 'ann.lee', NULL), (2, NULL, 'ben.ray')`)
  const release = (login: string) => split.release('core', 'person_login', [login], { patience: 20_000 })
  expect(await release('ben.ray')).toMatchObject({ outcome: 'refused', constraint: 'visit_host_fkey' })
  expect(await release('ann.lee')).toMatchObject({ outcome: 'released' })
  expect(await split.query('sales', 'SELECT id FROM sales.visit')).toEqual([[2]])
  await expect(split.query('core', `UPDATE core.person SET first = 'Bob'`)).rejects.toMatchObject({ code: '23503' })
}, 60_000)

test('rows of the same service may refer to the relation by another key than the one that is released', async () => {
  await split.query('core', `INSERT INTO core.product VALUES (1, 'a'), (2, 'b'); INSERT INTO core.stock VALUES ('a'), ('b')`) // prettier-ignore
  await split.untilKeys('sales', 'core_product_id', 2)
  await split.query('sales', 'INSERT INTO sales.line VALUES (1, 1, NULL), (2, NULL, 2)')
  await split.query('core', `UPDATE core.stock SET product = 'b' WHERE product = 'b'`)
  const release = (id: number) => split.release('core', 'product_id', [id], { patience: 20_000 })
  expect(await release(1)).toMatchObject({ outcome: 'released' })
  expect(await split.query('core', 'SELECT product FROM core.stock')).toEqual([['b']])
  expect(await split.query('sales', 'SELECT id, product FROM sales.line ORDER BY 1')).toEqual([[1, null], [2, null]]) // prettier-ignore
}, 60_000)

test('a row that goes by one reference is not in the way of the next one, as they were written', async () => {
  await split.query('core', 'INSERT INTO core.seat VALUES (1), (2)')
  await split.untilKeys('sales', 'core_seat_id', 2)
  await split.query('sales', 'INSERT INTO sales.ticket VALUES (1, 1, 1), (2, 1, 2)')
  const release = (id: number) => split.release('core', 'seat_id', [id], { patience: 20_000 })
  expect(await release(2)).toMatchObject({ outcome: 'refused', constraint: 'ticket_beside_fkey' })
  expect(await release(1)).toMatchObject({ outcome: 'released' })
  expect(await split.query('sales', 'SELECT id FROM sales.ticket')).toEqual([])
}, 60_000)

test('keys are compared by the collation of the referenced column, also where it is a domain’s', async () => {
  const split = await runSplit(server, words(await majorVersion(server)), ['book', 'index'])
  await split.query('book', `INSERT INTO book.words VALUES ('Fig'), ('Plum')`)
  await split.untilKeys('index', 'book_words_word', 2)
  await split.query('index', `INSERT INTO "index".entry VALUES (1, 'FIG', NULL), (2, 'Fig', NULL), (3, NULL, 'PLUM')`)
  await split.query(
    'index',
    `UPDATE "index".entry SET word = 'fig' WHERE id = 2; UPDATE "index".entry SET see = 'plum'`,
  )
  expect(await split.release('book', 'words_word', ['Plum'], { patience: 20_000 })).toMatchObject({ outcome: 'refused', constraint: 'entry_see_fkey' }) // prettier-ignore
  const { database, ...settings } = split.settingsOf('index')
  const service = await openService({ ...settings, database })
  expect(await service.findOrphans()).toEqual([])
  await service.stop()
  await split.query('index', 'UPDATE "index".entry SET see = NULL')
  expect(await split.release('book', 'words_word', ['fig'], { patience: 20_000 })).toMatchObject({
    outcome: 'released',
  })
  expect(await split.query('index', 'SELECT id FROM "index".entry')).toEqual([[3]])
  await split.stop()
}, 60_000)
