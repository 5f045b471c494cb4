import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import type { RunningSplit } from './running-split.test-support.ts'
import { runSplit } from './running-split.test-support.ts'

/**
 * A firm's code stands in the keys of its sites, in its own service, of rooms in another, to which desks of a third refer, and of sites
 * below a site. Desks refuse long codes, and passes any change.
 */
const schema = `
  CREATE SCHEMA firms; CREATE SCHEMA house; CREATE SCHEMA desks;
  CREATE TABLE firms.firm (code text PRIMARY KEY);
  CREATE TABLE firms.site (
    firm text REFERENCES firms.firm ON UPDATE CASCADE, n integer, below integer,
    PRIMARY KEY (firm, n), CONSTRAINT site_below FOREIGN KEY (firm, below) REFERENCES firms.site ON UPDATE CASCADE
  );
  CREATE TABLE house.room (
    firm text, site integer, no integer, PRIMARY KEY (firm, site, no),
    CONSTRAINT room_site FOREIGN KEY (firm, site) REFERENCES firms.site ON UPDATE CASCADE, CONSTRAINT spelt CHECK (firm <> 'never')
  );
  CREATE TABLE house.unit (firm text CONSTRAINT unit_firm REFERENCES firms.firm ON UPDATE CASCADE, name text, PRIMARY KEY (firm, name), CONSTRAINT brief CHECK (length(firm) < 9));
  CREATE TABLE desks.desk (
    id integer PRIMARY KEY, firm text, site integer, room integer,
    CONSTRAINT desk_room FOREIGN KEY (firm, site, room) REFERENCES house.room ON UPDATE CASCADE, CONSTRAINT short CHECK (length(firm) < 6)
  );
  CREATE TABLE desks.pass (id integer PRIMARY KEY, firm text, unit text, CONSTRAINT pass_unit FOREIGN KEY (firm, unit) REFERENCES house.unit);`

let server: ScratchServer
let split: RunningSplit

beforeAll(async () => {
  server = await startScratchServer()
  split = await runSplit(server, schema, ['firms', 'house', 'desks'])
  await split.query('firms', `INSERT INTO firms.firm SELECT 'f' || n FROM generate_series(1, 9) AS n`)
  await split.query('firms', `INSERT INTO firms.site SELECT code, n, NULLIF(n - 1, 0) FROM firms.firm, generate_series(1, 2) AS n`)
  await split.untilKeys('house', 'firms_firm_code', 9)
  await split.untilKeys('house', 'firms_site_firm_n', 18)
  await split.query('house', `INSERT INTO house.room SELECT firm, n, 7 FROM fountain_split.firms_site_firm_n_replica`)
  await split.query('house', `INSERT INTO house.unit SELECT code, 'all' FROM fountain_split.firms_firm_code_replica`)
  await split.untilKeys('desks', 'house_room_firm_site_no', 18)
  await split.untilKeys('desks', 'house_unit_firm_name', 9)
  await split.query('desks', `INSERT INTO desks.desk SELECT row_number() OVER (ORDER BY firm, site), firm, site, no FROM fountain_split.house_room_firm_site_no_replica`)
}, 120_000) // prettier-ignore
afterAll(async () => {
  await split?.stop()
  await server?.stop()
})

const change = (from: string, to: string) => split.change('firms', 'firm_code', [from], [to])
const countOf = async (service: string, sql: string) => (await split.query(service, `SELECT count(*)::int FROM ${sql}`))[0]![0] // prettier-ignore
/** How many rows have a code: firms, sites, rooms, units, desks. */
const having = async (code: string) => [
  await countOf('firms', `firms.firm WHERE code = '${code}'`),
  await countOf('firms', `firms.site WHERE firm = '${code}'`),
  await countOf('house', `house.room WHERE firm = '${code}'`),
  await countOf('house', `house.unit WHERE firm = '${code}'`),
  await countOf('desks', `desks.desk WHERE firm = '${code}'`),
]
const all = [1, 2, 2, 1, 2]
const none = [0, 0, 0, 0, 0]
/** Keys that a service holds closed. */
const closed = async (service: string, key: string) =>
  countOf(service, `fountain_split.${key} WHERE closing IS NOT NULL`)

async function expectOpen(): Promise<void> {
  await split.atRest()
  for (const key of ['firm_code_register', 'site_firm_n_register']) expect(await closed('firms', key), key).toBe(0)
  for (const key of ['firms_firm_code_state', 'firms_site_firm_n_state', 'room_firm_site_no_register', 'unit_firm_name_register'])
    expect(await closed('house', key), key).toBe(0)
  for (const key of ['house_room_firm_site_no_state', 'house_unit_firm_name_state']) expect(await closed('desks', key), key).toBe(0)
} // prettier-ignore

describe('keys that change along with another, and on whose changes further services vote', () => {
  test('all change when all agree: of the same service, and further down', async () => {
    expect(await change('f1', 'g1')).toMatchObject({ outcome: 'changed' })
    await expectOpen()
    expect([await having('f1'), await having('g1')]).toEqual([none, all])
    // And again, and back: what was left behind is no hindrance.
    expect(await change('g1', 'f1')).toMatchObject({ outcome: 'changed' })
    await expectOpen()
    expect([await having('f1'), await having('g1')]).toEqual([all, none])
  })

  test.each([
    ['follows a key of the service that votes, two services down', 'too long', 'desks', 'short'],
    ['votes first', 'much too long', undefined, undefined],
    ['follows a key of the service that was asked', 'never', 'house', 'spelt'],
  ])('none changes when a row refuses that %s', async (_, to, service, constraint) => {
    const outcome = await change('f2', to)
    expect(outcome).toMatchObject({ outcome: 'refused', code: '23514', ...(service !== undefined && { service, constraint }) }) // prettier-ignore
    await expectOpen()
    expect([await having('f2'), await having(to)]).toEqual([all, none])
  })

  test('none changes when a row further down names a key that may not change', async () => {
    await split.query('desks', `INSERT INTO desks.pass VALUES (1, 'f3', 'all')`)
    expect(await change('f3', 'g3')).toMatchObject({ outcome: 'refused', service: 'desks', constraint: 'pass_unit' })
    await expectOpen()
    expect([await having('f3'), await having('g3')]).toEqual([all, none])
    await split.query('desks', 'DELETE FROM desks.pass')
    expect(await change('f3', 'g3')).toMatchObject({ outcome: 'changed' })
    await expectOpen()
    expect(await having('g3')).toEqual(all)
  })

  test('a service that is down meanwhile does its part when it is back, however the others are restarted', async () => {
    await split.halt('desks')
    const outcome = change('f4', 'g4')
    await split.restart('house')
    await split.restart('firms')
    await split.start('desks')
    expect(await outcome).toMatchObject({ outcome: 'changed' })
    await expectOpen()
    expect([await having('f4'), await having('g4')]).toEqual([none, all])
  })

  test('of changes that are asked for at once all are answered, and rows agree afterwards', async () => {
    const asked = [change('f5', 'g5'), change('f5', 'h5'), change('f6', 'g6'), split.change('firms', 'site_firm_n', ['f6', '1'], ['f6', '5']), split.change('house', 'room_firm_site_no', ['f5', '1', '7'], ['f5', '1', '8'])] // prettier-ignore
    const answers = await Promise.allSettled(asked)
    const ends = answers.map((each) =>
      each.status === 'fulfilled' ? each.value.outcome : (each.reason as { code: string }).code,
    )
    // Of two that ask for something else with the same key, the later one is turned away.
    for (const end of ends) expect(['changed', 'gone', 'refused', '55006']).toContain(end)
    await expectOpen()
    const firms = await split.query('firms', `SELECT code FROM firms.firm WHERE code ~ '[56]$' ORDER BY code`)
    expect(firms).toHaveLength(2)
    for (const [code] of firms) expect(await having(String(code))).toEqual(all)
  })
})
