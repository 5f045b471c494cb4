import { describe, expect, test } from 'vitest'
import { FountainError } from '../core/fountain-error.ts'
import type { SplitPlan } from './split-plan.ts'
import { splitSql } from './split-sql.test-support.ts'

const sql = `CREATE SCHEMA people; CREATE SCHEMA "Shop";
CREATE TABLE people.person (id bigint PRIMARY KEY, name text, UNIQUE (id, name));
CREATE TABLE people.card (id bigint PRIMARY KEY REFERENCES people.person);
CREATE FUNCTION "Shop".look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$;
CREATE TABLE "Shop"."Basket" (
  id bigint PRIMARY KEY,
  "Owner" bigint REFERENCES people.person ON DELETE CASCADE,
  payer bigint REFERENCES people.person ON DELETE RESTRICT CONSTRAINT also REFERENCES people.card ON DELETE CASCADE,
  name text,
  FOREIGN KEY (payer, name) REFERENCES people.person (id, name) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE "Shop".seen (person bigint NOT NULL REFERENCES people.person ON DELETE CASCADE, must bigint NOT NULL REFERENCES people.person ON DELETE SET NULL);
CREATE TRIGGER look BEFORE DELETE ON "Shop".seen FOR EACH ROW EXECUTE FUNCTION "Shop".look();`

const choose = (...entries: string[]): Promise<SplitPlan> =>
  splitSql(sql, `references:\n${entries.map((entry) => `  - { ${entry} }`).join('\n')}`)

async function planned(plan: Promise<SplitPlan>, id: string): Promise<string> {
  const { guard, delete: onDelete, update } = (await plan).references.find((reference) => reference.id === id)!
  return `${guard}, ${onDelete!.reaction} ${onDelete!.tier}, ${update!.reaction} ${update!.tier}`
}

const byOwner = '"Shop"."Basket"("Owner") -> people.person(id)'
const byPayer = '"Shop"."Basket"(payer) -> people.person(id)'
const byCard = '"Shop"."Basket"(payer) -> people.card(id)'

async function failure(plan: Promise<SplitPlan>): Promise<FountainError> {
  const error: unknown = await plan.then(() => undefined, (thrown: unknown) => thrown) // prettier-ignore
  expect(error).toBeInstanceOf(FountainError)
  return error as FountainError
}

describe('what `from` means', () => {
  test('the referencing columns, quoted as in SQL, in any order', async () => {
    expect(await planned(choose(`from: '"Shop"."Basket"("Owner")', delete: saga`), byOwner)).toMatch('saga 2, saga 2')
    const id = '"Shop"."Basket"(payer, name) -> people.person(id, name)'
    const plan = choose(`from: '"Shop"."Basket"(name,  payer)', guard: api, delete: saga`)
    expect(await planned(plan, id)).toBe('api, saga 4, saga 4')
  })

  test('every key over these columns, or the one whose id it is', async () => {
    const both = choose(`from: '"Shop"."Basket"(payer)', guard: api`)
    expect([await planned(both, byPayer), await planned(both, byCard)]).toEqual(['api, saga 4, saga 4', 'api, event 4, saga 4']) // prettier-ignore
    const one = choose(`from: '${byCard}', guard: api`)
    expect([await planned(one, byPayer), await planned(one, byCard)]).toEqual(['replicate, saga 2, saga 2', 'api, event 4, saga 4']) // prettier-ignore
  })

  test('nothing: a diagnostic that names the nearest', async () => {
    const { diagnostics } = await choose(
      `from: '"Shop"."Basket"("Ovner")', delete: saga`,
      `from: people.card(id), delete: saga`,
      `from: '${byOwner} [x]', delete: saga`,
    )
    expect(diagnostics.map(({ code, subject, hint }) => `${code} ${subject}: ${hint}`)).toEqual([
      expect.stringMatching(/^unmatched-reference "Shop".*"Ovner".*: Did you mean "Shop"\."Basket"\("Owner"\)\?/),
      expect.stringMatching(/^unmatched-reference people\.card\(id\): .*stays within one service/),
      expect.stringMatching(/^unmatched-reference .*\[x\]: /),
    ])
  })

  test('two that differ: the later holds, and says so; two that add up: nothing', async () => {
    const differ = await choose(`from: '${byCard}', delete: saga`, `from: '"Shop"."Basket"(payer)', delete: refuse`)
    expect(differ.diagnostics).toMatchObject([{ code: 'twice-chosen-strategy', subject: byCard }])
    expect(differ.references.find(({ id }) => id === byCard)!.delete!.reaction).toBe('refuse')
    const add = await choose(`from: '${byCard}', delete: saga`, `from: '${byCard}', update: refuse`)
    expect(add.diagnostics).toEqual([])
  })

  test('nonsense stops', async () => {
    expect(await failure(choose('from: nonsense, delete: saga'))).toMatchObject({ code: 'invalid-name', exitCode: 2 })
  })
})

describe('a choice', () => {
  test('that breaks what the constraint declares stops, with every reason', async () => {
    const error = await failure(choose(`from: '${byPayer}', delete: event`, `from: '"Shop".seen(must)', delete: event`))
    expect(error).toMatchObject({ code: 'unsafe-strategy', exitCode: 2, hint: expect.stringMatching(/delete: saga/) })
    expect(error.message).toMatch(/"Basket"\(payer\) -> people\.person\(id\): delete: event is unsafe\n.*RESTRICT/)
    expect(error.message).toMatch(/seen\(must\).*\n.*must is NOT NULL/)
    expect(error.evidence?.line).toBe(8)
  })

  test('of an event for a key that may not change stops too', async () => {
    expect((await failure(choose(`from: '${byOwner}', update: event`))).message).toMatch(/NO ACTION: a referencing row/)
  })

  test('that is weaker is told, and made', async () => {
    const plan = choose(`from: '"Shop".seen(person)', delete: event`, `from: '${byOwner}', guard: application`)
    expect((await plan).diagnostics).toMatchObject([
      { code: 'weak-strategy', severity: 'warning', subject: byOwner, message: expect.stringMatching(/application keeps less than replicate.*own code/) }, // prettier-ignore
      { code: 'weak-strategy', subject: '"Shop".seen(person) -> people.person(id)', message: expect.stringMatching(/event keeps less than saga.*Trigger look/) }, // prettier-ignore
    ])
    expect(await planned(plan, '"Shop".seen(person) -> people.person(id)')).toBe('replicate, event 3, saga 2')
  })

  test('that is stronger or stricter, or what is proposed, is made without a word', async () => {
    const plan = choose(
      `from: '${byOwner}', guard: replicate, delete: saga, update: refuse`,
      `from: '${byCard}', delete: event, update: saga`,
    )
    expect((await plan).diagnostics).toEqual([])
    expect(await planned(plan, byOwner)).toBe('replicate, saga 2, refuse 2')
    const { because } = (await plan).references.find(({ id }) => id === byOwner)!.delete!
    expect(because[0]).toBe('Chosen in the configuration; proposed was event.')
  })

  test('made further down counts above', async () => {
    const chain = `CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c;
      CREATE TABLE a.top (id serial PRIMARY KEY);
      CREATE TABLE b.middle (id serial PRIMARY KEY, top int REFERENCES a.top ON DELETE CASCADE);
      CREATE TABLE c.leaf (id serial PRIMARY KEY, middle int REFERENCES b.middle ON DELETE CASCADE);`
    const top = async (config?: string) => (await splitSql(chain, config)).references.find(({ referenced }) => referenced.relation === 'top')!.delete // prettier-ignore
    expect(await top()).toMatchObject({ reaction: 'event' })
    for (const chosen of ['saga', 'refuse'])
      expect(await top(`references: [{ from: c.leaf(middle), delete: ${chosen} }]`)).toMatchObject({ reaction: 'saga', because: [expect.stringMatching(/of c: the configuration/)] }) // prettier-ignore
  })

  test('of a guard in code for columns that a vote moves stops, until the vote is gone', async () => {
    const shared = `CREATE SCHEMA a; CREATE SCHEMA b; CREATE SCHEMA c;
      CREATE TABLE a.top (id int PRIMARY KEY);
      CREATE TABLE b.middle (id int PRIMARY KEY REFERENCES a.top, other int REFERENCES a.top);
      CREATE TABLE c.leaf (id int PRIMARY KEY, middle int REFERENCES b.middle);`
    const by = (...entries: string[]) => splitSql(shared, `references: [${entries.join(', ')}]`)
    for (const guard of ['api', 'application']) {
      const error = await failure(by(`{ from: b.middle(id), guard: ${guard} }`))
      expect(error).toMatchObject({ code: 'unsafe-strategy', hint: expect.stringMatching(/guard: replicate/) })
      expect(error.message).toMatch(/changes by vote.*c\.leaf\(middle\) -> b\.middle\(id\)/)
      const still = by(`{ from: b.middle(id), guard: ${guard} }`, `{ from: c.leaf(middle), update: refuse }`)
      expect(await planned(still, 'b.middle(id) -> a.top(id)')).toMatch(guard)
      expect(await planned(by(`{ from: b.middle(other), guard: ${guard} }`), 'b.middle(other) -> a.top(id)')).toMatch(guard) // prettier-ignore
    }
  })

  test('of a guard that cannot be stops: replicate between types that do not compare', async () => {
    const config = `implied: { confirm: ['b.t(a_id) -> a.t(id)'] }\nreferences: [{ from: b.t(a_id), guard: replicate }]`
    const implied = `CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id uuid PRIMARY KEY); CREATE TABLE b.t (id int, a_id text);`
    const error = await failure(splitSql(implied, config))
    expect(error).toMatchObject({ code: 'impossible-strategy', hint: expect.stringMatching(/guard: application/) })
    expect(error.message).toMatch(/no foreign key from a_id \(text\) to id \(uuid\)/)
    const [reference] = (await splitSql(implied, config.split('\n')[0])).references
    expect(reference).toMatchObject({ guard: 'application', implied: true, delete: { reaction: 'saga', tier: 4 } })
  })
})
