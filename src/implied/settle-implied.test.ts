import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Config } from '../config/config.ts'
import { sourceFile } from '../source/source-text.ts'
import { splitTexts } from '../split.ts'

const two = `create schema people; create schema orders;
create table people.person (id bigint primary key, name text);
create table orders.invoice (id bigint primary key, person_id bigint, seller_id bigint);`

async function plan(sql: string, config: Config) {
  const files = [sourceFile('a.sql', Buffer.from(sql))]
  return (await splitTexts({ kind: 'sql', files, skipped: [] }, { config, file: undefined }, {})).plan
}

const id = 'orders.invoice(person_id) -> people.person(id)'

describe('implied references in the flow', () => {
  it('shows them apart, with their services', async () => {
    const { implied, foreignKeys } = await plan(two, {})
    expect(foreignKeys).toEqual([])
    expect(implied).toMatchObject([
      { id, crosses: true, referencing: { service: 'orders' }, evidence: { line: 3, column: 53 } },
    ])
  })

  it('counts what is confirmed like a declared key, marked, and no longer shows it', async () => {
    const { implied, foreignKeys, references, couplings, source, removals } = await plan(two, {
      implied: { confirm: [{ from: 'orders.invoice(person_id)', to: 'people.person(id)', onDelete: 'cascade' }] },
    })
    expect(implied).toEqual([])
    expect(foreignKeys).toMatchObject([
      { id, implied: true, crosses: true, onDelete: 'cascade', onUpdate: 'no action' },
    ])
    expect(references.map((reference) => reference.id)).toEqual([id])
    expect(couplings.map(({ kind }) => kind)).toEqual(['foreign-key'])
    // The source says nothing of it, so nothing is cut.
    expect(source.statements).toEqual({ total: 4, routed: 4, cut: 0, reported: 0 })
    expect(removals).toEqual([])
  })

  it('takes the id that analyze prints, and what nobody would have guessed', async () => {
    const { foreignKeys } = await plan(two, {
      implied: { confirm: [id, 'orders.invoice(seller_id) -> people.person(id)'] },
    })
    expect(foreignKeys.map((key) => key.id)).toEqual([id, 'orders.invoice(seller_id) -> people.person(id)'])
  })

  it.each([[id], ['orders.invoice(person_id)'], ['"orders".Invoice(PERSON_ID)']])(
    'hides what is rejected as %s',
    async (reject) => expect((await plan(two, { implied: { reject: [reject] } })).implied).toEqual([]),
  )

  it('shows doubtful ones when asked for', async () => {
    const doubtful = `${two} create table people.employee (id bigint primary key); create table orders.t (employee bigint);`
    expect((await plan(doubtful, {})).implied.map((each) => each.id)).toEqual([id])
    expect((await plan(doubtful, { implied: { confidence: 0.3 } })).implied.map((each) => each.id)).toEqual([
      id,
      'orders.t(employee) -> people.employee(id)',
    ])
  })

  it.each([
    ['orders.invoice(nobody) -> people.person(id)', 'unknown-implied-reference'],
    ['orders.invoice(person_id) -> people.person(name)', 'unfit-implied-reference'],
  ])('says why %s cannot be confirmed', async (confirm, code) => {
    const { diagnostics, foreignKeys } = await plan(two, { implied: { confirm: [confirm] } })
    expect(diagnostics).toMatchObject([{ code, subject: confirm }])
    expect(foreignKeys).toEqual([])
  })

  it('says when a key is declared already', async () => {
    const declared = `${two} alter table orders.invoice add foreign key (person_id) references people.person;`
    const { diagnostics, foreignKeys } = await plan(declared, { implied: { confirm: [id] } })
    expect(diagnostics).toMatchObject([{ code: 'declared-implied-reference', severity: 'info' }])
    expect(foreignKeys).toMatchObject([{ implied: false }])
  })

  it('makes of Fountain without its keys, all confirmed, the keys of Fountain', async () => {
    const sql = readFileSync(new URL('../../fixtures/fountain-without-keys.sql', import.meta.url), 'utf8')
    const { implied } = await plan(sql, {})
    const confirmed = await plan(sql, { implied: { confirm: implied.map((each) => each.id) } })
    expect(confirmed.implied).toEqual([])
    expect(confirmed.foreignKeys.map((key) => key.id)).toEqual(implied.map((each) => each.id))
    expect(confirmed.foreignKeys).toHaveLength(26)
  })
})
