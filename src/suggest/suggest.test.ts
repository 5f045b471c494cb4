import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze, findSuggestFormat, plainPalette, suggest, type Suggestion } from '../index.ts'

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suggest-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(sql: string): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.sql`)
  await writeFile(path, sql)
  return path
}

const propose = async (sql: string, options: { services?: number; whatIf?: string[] } = {}): Promise<Suggestion> =>
  suggest([await file(sql)], { cwd: folder, ...options })

const render = async (suggestion: Suggestion, id: string): Promise<string> => {
  let text = ''
  for await (const piece of (await findSuggestFormat(id)).render(suggestion, { palette: plainPalette, width: 80 }))
    text += piece
  return text
}

/** Two clusters of four relations each, joined by one key. */
const shop =
  ['orders', 'orders_line', 'orders_note', 'orders_tag'].map((name, at) => `create table ${name}(id int primary key${at === 0 ? '' : ', orders_id int references orders on delete cascade'});`).join('\n') + // prettier-ignore
  ['person', 'person_mail', 'person_phone', 'person_card']
    .map(
      (name, at) => `create table ${name}(id int primary key${at === 0 ? '' : ', person_id int references person'});`,
    )
    .join('\n') + // prettier-ignore
  'alter table orders add person_id int references person on delete set null; create table log(id int primary key, line text);'

const validate = new Ajv2020({ strict: true }).compile(
  JSON.parse(readFileSync(new URL('../../schemas/suggest.schema.json', import.meta.url), 'utf8')) as object,
)

describe('suggest', () => {
  it.each([{}, { services: 3 }, { whatIf: ['"characters-schema"."character"=scripts'] }])(
    'gives JSON as the published schema has it: %o',
    async (options) => {
      const suggestion = JSON.parse(await render(await propose(fixture('fountain.sql'), options), 'json')) as Record<
        string,
        unknown
      >
      expect(validate(suggestion), JSON.stringify(validate.errors)).toBe(true)
      expect(validate({ ...suggestion, moves: undefined })).toBe(false)
    },
  )

  it('finds what belongs together, names it, and prices the cut as analyze does', async () => {
    const { proposals, relations } = await propose(shop)
    expect(relations).toBe(9)
    expect(proposals[0]).toMatchObject({
      services: [
        { name: 'orders', relations: expect.arrayContaining(['public.orders', 'public.orders_tag']) as unknown },
        { name: 'person', relations: expect.arrayContaining(['public.person', 'public.person_card']) as unknown },
      ],
      cut: { keys: 7, crossing: 1, byAction: { 'set null': 1 }, circles: [] },
      unattached: ['public.log'],
    })
  })

  it.each([1, 2, 3, 5, 9])(
    'gives %i services where just so many are wished, with every relation once',
    async (services) => {
      const { proposals } = await propose(shop, { services })
      expect(proposals).toHaveLength(1)
      expect(proposals[0]!.services).toHaveLength(services)
      const all = proposals[0]!.services.flatMap(({ relations }) => relations)
      expect([all.length, new Set(all).size]).toEqual([9, 9])
      expect(new Set(proposals[0]!.services.map(({ name }) => name)).size).toBe(services)
    },
  )

  it('cannot make more services than there are relations', async () =>
    expect(propose(shop, { services: 10 })).rejects.toMatchObject({ code: 'impossible-number', exitCode: 2 }))

  it('says the same whatever order the source has', async () => {
    const statements = fixture('fountain-without-keys.sql')
      .split(/;\s*\n/)
      .filter((text) => text.includes('CREATE'))
    const [one, other] = await Promise.all([
      propose(`${statements.join(';\n')};`),
      propose(`${statements.reverse().join(';\n')};`),
    ])
    expect(one.proposals.map(({ services }) => services)).toEqual(other.proposals.map(({ services }) => services))
  })

  it('takes implied references for keys where there are none', async () => {
    const { proposals } = await propose(fixture('fountain-without-keys.sql'))
    expect(proposals[0]!.services.length).toBeGreaterThan(1)
    expect(proposals[0]!.cut).toMatchObject({ keys: 0, implied: 26 })
    expect(proposals[0]!.cut.impliedCrossing).toBeLessThan(13)
  })

  it('writes a configuration under which analyze finds the same services and the same cut', async () => {
    const suggestion = await propose(fixture('fountain.sql'))
    const config = join(folder, 'proposed.yaml')
    await writeFile(config, await render(suggestion, 'yaml'))
    const plan = await analyze([], { cwd: folder, config })
    const [proposal] = suggestion.proposals
    expect(plan.services.map(({ name, relations }) => [name, relations.length])).toEqual(
      proposal!.services.map(({ name, relations }) => [name, relations.length]),
    )
    expect(plan.references).toHaveLength(proposal!.cut.crossing)
    expect(plan.diagnostics).toEqual([])
    expect(plan.cycles).toEqual(proposal!.cut.circles)
  })

  it('prices a move: what it gains, what it loses, and the circles', async () => {
    const { moves } = await propose(
      'create schema a; create schema b; create table a.t(id int primary key); create table b.u(id int primary key, t_id int references a.t); create table b.v(id int primary key, u_id int references b.u on delete cascade); alter table a.t add v_id int references b.v;',
      { whatIf: ['b.u=a', 'b.v=a'] },
    )
    expect(
      moves.map(({ from, to, gained, lost }) => ({
        from,
        to,
        gained: gained.map(({ from: end, action }) => [end.object, action]),
        lost: lost.map(({ from: end }) => end.object),
      })),
    ).toEqual([
      { from: 'b', to: 'a', gained: [['b.v(u_id)', 'cascade']], lost: ['b.u(t_id)'] },
      { from: 'b', to: 'a', gained: [], lost: ['a.t(v_id)', 'b.v(u_id)'] },
    ])
    expect(moves.map(({ before, after }) => [before.circles.length, after.circles.length])).toEqual([[1, 1], [1, 0]]) // prettier-ignore
  })

  it.each([
    ['nonsense', 'invalid-move'],
    ['public.nobody=orders', 'unknown-relation'],
  ])('refuses the move %s', async (move, code) =>
    expect(propose(shop, { whatIf: [move] })).rejects.toMatchObject({ code, exitCode: 2 }),
  )

  it('is at ease with nothing, with one relation, and with names that need care', async () => {
    expect((await propose('select 1;')).proposals).toEqual([])
    expect((await propose('create table t();')).proposals[0]!.services).toEqual([
      { name: 't', relations: ['public.t'] },
    ])
    const odd = await propose(
      'create schema "a: b"; create table "a: b"."#1 ""x"""(); create table "a: b"."__proto__"();',
    )
    const config = join(folder, 'odd.yaml')
    await writeFile(config, await render(odd, 'yaml'))
    expect((await analyze([], { cwd: folder, config })).diagnostics).toEqual([])
  })

  it('fits 80 columns', async () => {
    const suggestion = await propose(fixture('fountain.sql'))
    const text = await render(suggestion, 'pretty')
    expect(text.split('\n').filter((line) => [...line].length > 80 && !line.includes('.sql'))).toEqual([])
    expect(text).toContain('What it would cut')
    expect(JSON.parse(await render(suggestion, 'json'))).toEqual(suggestion)
  })
})
