import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from './config/check-config.ts'
import type { Draft } from './draft/draft.ts'
import { mergeServices, moveRelation, renameService, whyNoName } from './draft/edit-draft.ts'
import { analyze } from './index.ts'
import { openDraft, type DraftDesk } from './open-draft.ts'
import type { SplitPlan } from './plan/split-plan.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const corpus = join(root, '../shared/corpus')
const hostile = `
  CREATE SCHEMA "a: b"; CREATE SCHEMA "- #";
  CREATE TABLE "a: b"."x, {y}" (id int PRIMARY KEY);
  CREATE TABLE "a: b"."__proto__" (id int PRIMARY KEY);
  CREATE TABLE "- #"."null" (id int PRIMARY KEY, "x ]" int REFERENCES "a: b"."x, {y}" ON DELETE SET NULL);
  CREATE TABLE "- #"."it's ""so"""(id int PRIMARY KEY, a int, b int REFERENCES "a: b"."__proto__");
  CREATE VIEW "- #".v AS SELECT * FROM "a: b"."x, {y}";
`
let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-draft-'))
  await writeFile(join(place, 'hostile.sql'), hostile)
})
afterAll(() => rm(place, { recursive: true, force: true }))

const owners = ({ services }: SplitPlan) => services.map(({ name, relations, views }) => ({ name, relations, views }))
const strategies = ({ references }: SplitPlan) => references.map(({ id, guard, delete: onDelete, update }) => [id, guard, onDelete?.reaction, update?.reaction]) // prettier-ignore

/** What analyze makes of the file that a draft is printed as. */
async function written(desk: DraftDesk, draft: Draft, source: string): Promise<SplitPlan> {
  const text = desk.print(draft, [source])
  // Passes the schema, and says why where it does not.
  checkConfig(parse(text), 'fountain-split.yaml', text)
  const config = join(place, 'fountain-split.yaml')
  await writeFile(config, text)
  return analyze([], { cwd: place, config })
}

/** The printed file with its commented-out references in force. */
const uncomment = (text: string): string => text.replace(/^# (references:|  - \{ from: )/gm, '$1')

const sources = ['fixtures/fountain.sql', 'fixtures/fountain-without-keys.sql'].map((name) => join(root, name))
const more = ['adventureworks', 'postgrest-spec', 'pagila'].map((name) => join(corpus, name, 'schema.sql')).filter(existsSync) // prettier-ignore

describe('a printed draft gives the boundary that was shown', () => {
  test.each([...sources, ...more, 'hostile.sql'])('%s', async (source) => {
    const desk = await openDraft([source], { cwd: place })
    const starts = await desk.starts(desk.plan.implied.map(({ id }) => id))
    expect(starts.length).toBeGreaterThan(0)
    for (const { draft } of starts.slice(0, 2)) {
      // One table elsewhere, so that no service is a schema's alone.
      const names = [...draft.services.keys()]
      const moved = moveRelation(draft, draft.services.get(names[0]!)![0]!, names.at(-1)!)
      for (const each of [draft, moved]) {
        const plan = await written(desk, each, source)
        expect(owners(plan)).toEqual(owners(desk.plans(each)))
        expect(strategies(plan)).toEqual(strategies(desk.plans(each)))
        expect(new Set(plan.services.map(({ name }) => name))).toEqual(new Set(each.services.keys()))
        expect(plan.diagnostics.filter(({ code }) => /assign|match|empty-service/.test(code))).toEqual([])
      }
    }
  })

  test('the proposals that are commented out are what holds', async () => {
    for (const source of [sources[0]!, 'hostile.sql']) {
      const desk = await openDraft([source], { cwd: place })
      const [{ draft }] = (await desk.starts([])) as unknown as readonly [{ draft: Draft }]
      const config = join(place, 'uncommented.yaml')
      const text = uncomment(desk.print(draft, [source]))
      expect(parse(text).references).toHaveLength(desk.plans(draft).references.length)
      await writeFile(config, text)
      expect(strategies(await analyze([], { cwd: place, config }))).toEqual(strategies(desk.plans(draft)))
    }
  })
})

describe('a draft', () => {
  test('begins with schemas where there are several, else with what is suggested', async () => {
    const several = await (await openDraft([sources[0]!], {})).starts([])
    expect(several.map(({ draft }) => draft.bySchema)).toEqual([true, ...several.slice(1).map(() => false)])
    expect(several[0]!.cut.crossing).toBe(18)
    const single = await (await openDraft([sources[1]!], {})).starts([])
    expect(single.every(({ draft }) => !draft.bySchema)).toBe(true)
    expect(single[0]!.cut).toMatchObject({ keys: 0, implied: 26 })
  })

  test('what is confirmed counts like keys', async () => {
    const desk = await openDraft([sources[1]!], {})
    const ids = desk.plan.implied.map(({ id }) => id)
    expect((await desk.starts(ids))[0]!.cut).toMatchObject({ keys: 26, implied: 0 })
  })

  test('the price of a move is what the counts say before and after it', async () => {
    const desk = await openDraft([sources[0]!], {})
    const [{ draft }] = (await desk.starts([])) as unknown as readonly [{ draft: Draft }]
    for (const relation of desk.relations.slice(0, 8)) {
      const move = desk.price(draft, relation, 'scripts')
      expect(move.after).toEqual(desk.cut(moveRelation(draft, relation, 'scripts')))
      const change = move.gained.length - move.lost.length
      const all = ({ crossing, impliedCrossing, others }: typeof move.before) => crossing + impliedCrossing + Object.values(others).reduce((sum, each) => sum + each, 0) // prettier-ignore
      expect(all(move.after) - all(move.before)).toBe(change)
    }
  })

  test('schemas that a service has most of are named as schemas, single tables beside them', async () => {
    const desk = await openDraft([sources[0]!], {})
    const [{ draft }] = (await desk.starts([])) as unknown as readonly [{ draft: Draft }]
    const moved = moveRelation(draft, '"metadata-schema".crossreferences', 'scripts')
    const { services } = parse(desk.print(moved, []))
    expect(services.scripts).toMatchObject({
      schemas: ['scripts-schema'],
      relations: ['"metadata-schema".crossreferences'],
    })
    expect(services.metadata).toEqual({ schemas: ['metadata-schema'] })
  })

  test('options say what fits, and what would break the constraint', async () => {
    const desk = await openDraft([sources[0]!], {})
    const [{ draft }] = (await desk.starts([])) as unknown as readonly [{ draft: Draft }]
    const id = '"scripts-schema".script(author_id) -> "playwrights-schema".playwright(author_id)'
    const options = desk.options(draft, id)!
    expect(options.guard.find(({ proposed }) => proposed)!.id).toBe('replicate')
    expect(options.delete.map(({ id, verdict }) => [id, verdict])).toContainEqual(['event', 'unsafe'])
    expect(desk.options(draft, 'no such key')).toBeUndefined()
    const choices = new Map([[id, { guard: 'api' as const }]])
    expect(strategies(await written(desk, { ...draft, choices }, sources[0]!)).find(([each]) => each === id)![1]).toBe(
      'api',
    )
  })

  test('edits keep every table, and names in order', async () => {
    const desk = await openDraft([sources[1]!], {})
    const [{ draft }] = (await desk.starts([])) as unknown as readonly [{ draft: Draft }]
    const [a, b] = [...draft.services.keys()] as [string, string]
    const all = ({ services }: Draft) => [...services.values()].flat().toSorted()
    expect(all(mergeServices(draft, a, b))).toEqual(all(draft))
    expect([...renameService(draft, a, 'new').services.keys()][0]).toBe('new')
    expect(() => moveRelation(draft, 'public.nothing', a)).toThrow('no service has public.nothing')
    expect(() => renameService(draft, a, b)).toThrow(`there is a service ${b} already`)
    const emptied = draft.services.get(a)!.reduce((made, relation) => moveRelation(made, relation, b), draft)
    expect([...emptied.services.keys()]).not.toContain(a)
    expect(all(emptied)).toEqual(all(draft))
  })

  test.each(['', ' a', 'a b', '1a', 'a/b', '../a', 'a'.repeat(64)])('%j is no name for a service', async (name) => {
    expect(whyNoName(name, { services: new Map() } as unknown as Draft)).toBeDefined()
  })

  test('a password is in no file', async () => {
    const { withoutPassword } = await import('./source/database-url.ts')
    expect(withoutPassword('postgres://me:secret@h:5432/shop?password=x&sslmode=require')).toBe('postgres://me@h:5432/shop?sslmode=require') // prettier-ignore
    expect(withoutPassword('db/schema.sql')).toBe('db/schema.sql')
  })
})
