import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkConfig } from '../../config/check-config.ts'
import { emitSplit } from '../../emit/emit-split.ts'
import type { Layout } from '../../plan/split-plan.ts'
import { sourceFile } from '../../source/source-text.ts'
import type { Split } from '../../split.ts'
import { splitTexts } from '../../split.ts'
import type { LoadedSplit } from '../load/load-split.ts'
import { loadSplit } from '../load/load-split.ts'
import { withClient } from '../load/with-client.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { judgeIsolation } from './judge-isolation.ts'

/** A key that goes by vote, one that is followed, one that own code guards; and rights of the user's own making. */
const schema = `
  CREATE ROLE shop LOGIN; CREATE SCHEMA people; CREATE SCHEMA shop; CREATE SCHEMA "po'st";
  CREATE TABLE people.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text UNIQUE);
  CREATE FUNCTION people.greet() RETURNS text LANGUAGE sql AS $$ SELECT 'hello' $$;
  CREATE TABLE shop.basket (id serial PRIMARY KEY, owner bigint REFERENCES people.person, code text REFERENCES people.person (code) ON DELETE CASCADE ON UPDATE CASCADE);
  CREATE VIEW shop.baskets AS SELECT id FROM shop.basket;
  CREATE TABLE "po'st"."let""ter" (n int, code text REFERENCES people.person (code) ON DELETE SET NULL ON UPDATE CASCADE);
  GRANT USAGE ON SCHEMA people TO PUBLIC; GRANT SELECT ON people.person TO PUBLIC; GRANT DELETE ON people.person TO shop;`
const yaml = `references: [{ from: '"po''st"."let""ter"(code)', guard: application }]`

let server: ScratchServer
const splits = new Map<Layout, { split: Split; loaded: LoadedSplit }>()

beforeAll(async () => {
  server = await startScratchServer()
  for (const layout of ['databases', 'schemas'] as const) {
    const texts = { kind: 'sql' as const, files: [sourceFile('schema.sql', Buffer.from(schema))], skipped: [] }
    const config = checkConfig({ ...(parse(yaml) as object), layout }, 'fountain-split.yaml', yaml)
    const split = await splitTexts(texts, { config, file: undefined }, {})
    const loaded = await loadSplit(server, split, emitSplit(split), () => {})
    splits.set(layout, { split, loaded })
  }
}, 120_000)
afterAll(() => server?.stop())

async function judge(layout: Layout) {
  const { split, loaded } = splits.get(layout)!
  return judgeIsolation(split, loaded)
}

/** What is found after a change of rights, which is taken back. */
async function judgeAfter(layout: Layout, service: string, change: string, undo: string): Promise<readonly string[]> {
  const { url } = splits.get(layout)!.loaded.databases.get(service)!
  const run = (sql: string) => withClient(url, (client) => client.query(sql))
  await run(change)
  try {
    return (await judge(layout)).faults
  } finally {
    await run(undo)
  }
}

describe.each(['databases', 'schemas'] as const)('layout: %s', (layout) => {
  test('what is emitted keeps services apart, and lets each do its own work', async () => {
    expect(splits.get(layout)!.loaded.failures).toEqual([])
    expect(await judge(layout)).toEqual({
      faults: [],
      bySource: ['shop may DELETE on relation people.person of people: the source itself gives it'],
    })
  })

  const home = layout === 'schemas' ? 'fountain_split_people' : 'fountain_split'
  test.each<[string, string, string]>([
    ['SELECT ON people.person TO shop', 'people', 'shop may SELECT on relation people.person of people'],
    ['UPDATE (code) ON people.person TO shop', 'people', 'shop may UPDATE on relation people.person of people'],
    ['TRUNCATE ON people.person TO shop_split_runtime', 'people', 'shop_split_runtime may TRUNCATE on relation people.person of people'], // prettier-ignore
    [
      'USAGE ON SEQUENCE shop.basket_id_seq TO people',
      'shop',
      'people may USAGE on sequence shop.basket_id_seq of shop',
    ],
    ['EXECUTE ON FUNCTION people.greet() TO "po\'st"', 'people', '"po\'st" may EXECUTE on routine people.greet() of people'], // prettier-ignore
    ['CREATE ON SCHEMA people TO shop', 'people', 'shop may CREATE on schema people of people'],
    ['USAGE ON SCHEMA shop TO people', 'shop', 'people may USAGE on schema shop of shop'],
    [`INSERT ON ${home}.outbox TO people`, 'people', `people may INSERT on relation ${home}.outbox of people`],
    [`USAGE ON SEQUENCE ${home}.version TO people`, 'people', `people may USAGE on sequence ${home}.version of people`],
    [`EXECUTE ON FUNCTION ${home}.begin_epoch() TO PUBLIC`, 'people', `people may EXECUTE on routine ${home}.begin_epoch() of people`], // prettier-ignore
    ['INSERT ON shop.basket TO shop_split_runtime', 'shop', 'shop_split_runtime may INSERT on relation shop.basket of shop'], // prettier-ignore
  ])('a right too many is told: %s', async (grant, service, says) => {
    const undo = grant.replace(/ TO (?!.* TO )/, ' FROM ')
    expect(await judgeAfter(layout, service, `GRANT ${grant}`, `REVOKE ${undo}`)).toEqual([says])
  })

  test.each<[string, string, string]>([
    ['UPDATE ON shop.basket FROM shop', 'shop', 'shop may not UPDATE on relation shop.basket of shop'],
    ['USAGE ON SEQUENCE shop.basket_id_seq FROM shop', 'shop', 'shop may not USAGE on sequence shop.basket_id_seq of shop'], // prettier-ignore
    ['EXECUTE ON FUNCTION people.greet() FROM people, PUBLIC', 'people', 'people may not EXECUTE on routine people.greet() of people'], // prettier-ignore
    ['USAGE ON SCHEMA shop FROM shop', 'shop', 'shop may not USAGE on schema shop of shop'],
    [`EXECUTE ON FUNCTION ${home}.release_state(bigint) FROM people`, 'people', `people may not EXECUTE on routine ${home}.release_state(bigint) of people`], // prettier-ignore
  ])('a right that is missing is told: %s', async (revoke, service, says) => {
    const undo = `GRANT ${revoke.replace(' FROM ', ' TO ')}`
    expect(await judgeAfter(layout, service, `REVOKE ${revoke}`, undo)).toEqual([says])
  })

  test('a role that can become another is told', async () => {
    const faults = await judgeAfter(layout, 'shop', 'GRANT people_split_owner TO shop', 'REVOKE people_split_owner FROM shop') // prettier-ignore
    expect(faults).toEqual(['shop is a member of people_split_owner, and can do what that role can'])
    const all = await judgeAfter(layout, 'shop', 'ALTER ROLE shop SUPERUSER', 'ALTER ROLE shop NOSUPERUSER')
    expect(all).toEqual(['shop is a superuser: nothing is closed to it'])
  })

  test('rights are tried, and what a trigger of its own is denied is told', async () => {
    const faults = await judgeAfter(
      layout,
      'shop',
      `CREATE TABLE public.secret (n int); GRANT USAGE ON SCHEMA public TO shop;
       CREATE FUNCTION shop.spy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM FROM public.secret; RETURN NULL; END $$;
       GRANT EXECUTE ON FUNCTION shop.spy() TO shop;
       CREATE TRIGGER spy BEFORE DELETE ON shop.basket FOR EACH STATEMENT EXECUTE FUNCTION shop.spy()`,
      'DROP FUNCTION shop.spy() CASCADE; REVOKE USAGE ON SCHEMA public FROM shop; DROP TABLE public.secret',
    )
    expect(faults).toEqual(['shop cannot do DELETE FROM shop.basket WHERE false in its own service: permission denied for table secret']) // prettier-ignore
  })
})

test('where services share a database, what everybody may do is closed with the schema', async () => {
  const undo = 'REVOKE USAGE ON SCHEMA people FROM PUBLIC'
  const faults = await judgeAfter('schemas', 'people', 'GRANT USAGE ON SCHEMA people TO PUBLIC', undo)
  expect(faults).toContain('shop may SELECT on relation people.person of people')
  expect(faults).toContain('shop may EXECUTE on routine people.greet() of people')
  expect(faults.every((says) => says.endsWith(' of people'))).toBe(true)
})
