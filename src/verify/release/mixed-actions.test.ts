import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { ReleaseOutcome } from '../../runtime/index.ts'
import { withClient } from '../references/split-pair.test-support.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { eventually, runSplit } from './running-split.test-support.ts'
import { restrictCode } from '../references/restrict-code.test-support.ts'

/** A key to which one service refers in three ways, and in two that only its code guards; another in one, and the key’s own service in one. */
const schema = `
  CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA mail;
  CREATE TABLE people.person (id serial PRIMARY KEY);
  CREATE TABLE people.badge (id integer PRIMARY KEY, person integer CONSTRAINT badge_person REFERENCES people.person);
  CREATE TABLE shop.basket (id integer PRIMARY KEY, owner integer CONSTRAINT basket_owner REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.wish (id integer PRIMARY KEY, of integer CONSTRAINT wish_of REFERENCES people.person ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE shop.invoice (id integer PRIMARY KEY, payer integer CONSTRAINT invoice_payer REFERENCES people.person ON DELETE RESTRICT);
  CREATE TABLE shop.claim (id integer PRIMARY KEY, of integer CONSTRAINT claim_of REFERENCES people.person);
  CREATE TABLE shop.visit (id integer PRIMARY KEY, guest integer CONSTRAINT visit_guest REFERENCES people.person ON DELETE SET NULL);
  CREATE TABLE mail.letter (id integer PRIMARY KEY, receiver integer CONSTRAINT letter_receiver REFERENCES people.person);`

const config = `references:
  - { from: shop.claim(of), guard: application }
  - { from: shop.visit(guest), guard: application, delete: event }`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['people', 'shop', 'mail'], {}, config)
  await split.query('people', 'INSERT INTO people.person SELECT generate_series(1, 20)')
  await split.untilKeys('shop', 'people_person_id', 20)
  await split.untilKeys('mail', 'people_person_id', 20)
})
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const release = (id: number): Promise<ReleaseOutcome> => split.release('people', 'person_id', [id])
const exists = async (id: number) =>
  (await split.query('people', `SELECT FROM people.person WHERE id = ${id}`)).length === 1
const shopRows = () =>
  split.query(
    'shop',
    `SELECT 'basket', id, owner FROM shop.basket UNION ALL SELECT 'wish', id, of FROM shop.wish UNION ALL SELECT 'visit', id, guest FROM shop.visit ORDER BY 1, 2`,
  )
const fill = (id: number) =>
  split.query(
    'shop',
    `INSERT INTO shop.basket VALUES (${id}, ${id}); INSERT INTO shop.wish VALUES (${id}, ${id}); INSERT INTO shop.visit VALUES (${id}, ${id})`,
  )
const empty = () =>
  split.query(
    'shop',
    'DELETE FROM shop.basket; DELETE FROM shop.wish; DELETE FROM shop.invoice; DELETE FROM shop.visit; DELETE FROM shop.claim',
  )

describe('services that refer to a key in several ways', () => {
  test('the actions run when all agree', async () => {
    await fill(1)
    expect(await release(1)).toMatchObject({ outcome: 'released' })
    expect(await exists(1)).toBe(false)
    expect(await shopRows()).toEqual([['visit', 1, null], ['wish', 1, null]]) // prettier-ignore
    await split.atRest()
    await empty()
  })

  test.each([
    [
      'the service that would act',
      'shop',
      'INSERT INTO shop.invoice VALUES (2, 2)',
      'invoice_payer',
      'shop.invoice',
      restrictCode,
    ],
    ['its code that guards a row', 'shop', 'INSERT INTO shop.claim VALUES (8, 8)', 'claim_of', 'shop.claim', '23503'],
    ['another service', 'mail', 'INSERT INTO mail.letter VALUES (3, 3)', 'letter_receiver', 'mail.letter', '23503'],
    [
      'the key’s own service',
      'people',
      'INSERT INTO people.badge VALUES (4, 4)',
      'badge_person',
      'people.badge',
      '23503',
    ],
  ])('nothing happens anywhere when %s refuses', async (_, service, sql, constraint, relation, code) => {
    const id = Number(/\d+/.exec(sql)![0])
    await fill(id)
    await split.query(service, sql)
    const before = await shopRows()
    expect(await release(id)).toMatchObject({ outcome: 'refused', service, constraint, relation, code })
    await split.atRest()
    expect(await exists(id)).toBe(true)
    expect(await shopRows()).toEqual(before)
    // It is open again, at everybody.
    await split.query('shop', `UPDATE shop.basket SET owner = ${id}`)
    await split.query('mail', `INSERT INTO mail.letter VALUES (${id + 100}, ${id})`)
    await empty()
  })

  test('a key that closes is refused to every new reference, deferred ones too, in the name of the constraint', async () => {
    let outcome: Promise<ReleaseOutcome> | undefined
    await withClient(split.urlOf('people'), async (client) => {
      await client.query('BEGIN; SELECT FROM people.person WHERE id = 5 FOR UPDATE')
      outcome = release(5)
      await eventually(async () => expect(await split.closed('shop', 'people_person_id')).toEqual([[5]]))
      for (const [sql, constraint] of [
        ['INSERT INTO shop.basket VALUES (5, 5)', 'basket_owner'],
        ['INSERT INTO shop.wish VALUES (5, 5)', 'wish_of'],
        ['INSERT INTO shop.invoice VALUES (5, 5)', 'invoice_payer'],
      ] as const)
        await expect(split.query('shop', sql)).rejects.toMatchObject({ code: '23503', constraint })
      await client.query('COMMIT')
    })
    expect(await outcome).toMatchObject({ outcome: 'released' })
    await split.atRest()
  })

  test('a reference that is being written is waited for', async () => {
    let outcome: Promise<ReleaseOutcome> | undefined
    await withClient(split.urlOf('shop'), async (client) => {
      await client.query('BEGIN; INSERT INTO shop.invoice VALUES (6, 6)')
      outcome = release(6)
      await eventually(async () => expect(await split.closing('people', 'person_id')).toEqual([[6]]))
      await client.query('COMMIT')
    })
    expect(await outcome).toMatchObject({ outcome: 'refused', constraint: 'invoice_payer' })
    await split.atRest()
    await empty()
  })

  test('a service that goes down after the decision has done its part once it is back', async () => {
    await fill(7)
    const outcome = release(7)
    await vi.waitFor(async () => {
      const phases = await split.query('people', `SELECT phase FROM fountain_split.release_attempt WHERE subject = '7'`)
      expect(['asking', 'decided', 'released']).toContain(phases.flat()[0])
    })
    await split.restart('shop')
    await split.restart('people')
    expect(await outcome).toMatchObject({ outcome: 'released' })
    await split.atRest()
    expect(await shopRows()).toEqual([['visit', 7, null], ['wish', 7, null]]) // prettier-ignore
    expect(await exists(7)).toBe(false)
  })
})
