import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMachinePrograms } from '../scratch/machine-programs.ts'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { runGenerated } from './run-generated.test-support.ts'
import { withClient } from './split-pair.test-support.ts'

const schema = (rest = '') => `
  CREATE SCHEMA people; CREATE SCHEMA shop;
  CREATE TABLE people.person (id int PRIMARY KEY, name text UNIQUE);
  CREATE TABLE people.note (person int REFERENCES people.person ON DELETE CASCADE);
  CREATE TABLE shop.basket (id int PRIMARY KEY, owner int REFERENCES people.person ON DELETE CASCADE, name text REFERENCES people.person (name) ON UPDATE CASCADE);
  CREATE TABLE shop.line (basket int REFERENCES shop.basket ON DELETE CASCADE, payer int CONSTRAINT line_payer REFERENCES people.person);
  INSERT INTO people.person VALUES (1, 'Ann'), (2, 'Ben'), (3, 'Cora'); INSERT INTO shop.basket VALUES (1, 1, 'Ann'); INSERT INTO shop.line VALUES (1, 2);
  ${rest}`

/** On servers that others manage no administrator is a superuser. */
const hasMachine = findMachinePrograms() !== undefined
describe.each([
  ['embedded', true],
  ['machine', hasMachine],
] as const)('an administrator who may make roles and databases, and no more: %s', (origin, isThere) => {
  let server: ScratchServer
  beforeAll(async () => {
    if (!isThere) return
    server = await startScratchServer({ origin })
    await withClient(`${server.url}/postgres`, (client) => client.query('CREATE ROLE chief LOGIN CREATEROLE CREATEDB'))
  })
  afterAll(() => server?.stop())

  test.skipIf(!isThere).each(['databases', 'schemas'])(
    'applies what is generated, and it runs: layout %s',
    async (layout) => {
      const { query, settle, stop } = await runGenerated(server, schema(), `layout: ${layout}`, 'chief')
      await settle()
      await expect(query('people', 'DELETE FROM people.person WHERE id = 2')).rejects.toMatchObject({
        constraint: 'line_payer',
      })
      await query('people', `UPDATE people.person SET name = 'Anna' WHERE id = 1`)
      await settle()
      expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[1, 1, 'Anna']])
      await expect(query('shop', 'INSERT INTO shop.line VALUES (1, 9)')).rejects.toMatchObject({
        constraint: 'line_payer',
      })
      await stop()
    },
  )

  const forced = (relation: string) =>
    `ALTER TABLE ${relation} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY hidden ON ${relation} USING (false);`

  test.skipIf(!isThere).each(['people.person', 'shop.basket', 'shop.line'])(
    'is told where policies would hide rows from what acts in the place of keys: %s',
    async (relation) => {
      const guarded =
        'references: [{ from: shop.line(payer), guard: application }, { from: shop.basket(owner), delete: saga }]'
      const refused = runGenerated(server, schema(forced(relation)), guarded, 'chief')
      await expect(refused).rejects.toThrow(`policies hide rows of ${relation} from the role that applies this`)
    },
  )

  test.skipIf(!isThere)('has all keys registered where policies hide rows, and they are followed', async () => {
    const { query, settle, stop } = await runGenerated(
      server,
      `CREATE SCHEMA people; CREATE SCHEMA shop; CREATE TABLE people.person (id int PRIMARY KEY);
      CREATE TABLE shop.basket (id int PRIMARY KEY, owner int REFERENCES people.person ON DELETE CASCADE ON UPDATE CASCADE);
      INSERT INTO people.person VALUES (1), (2); INSERT INTO shop.basket VALUES (1, 1);
      ${forced('people.person')} ${forced('shop.basket')}`,
      '',
      'chief',
    )
    await settle()
    await query('shop', 'INSERT INTO shop.basket VALUES (2, 2)')
    await query('people', 'DELETE FROM people.person WHERE id = 1; UPDATE people.person SET id = 3')
    await settle()
    expect(await query('shop', 'SELECT * FROM shop.basket')).toEqual([[2, 3]])
    await stop()
  })
})
