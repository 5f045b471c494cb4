import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze } from './index.ts'
import { probeInclusion } from './source/probe-inclusion.ts'
import { findMachinePrograms } from './verify/scratch/machine-programs.ts'
import type { ScratchDatabase, ScratchServer } from './verify/scratch/scratch-server.ts'
import { startScratchServer } from './verify/scratch/start-scratch-server.ts'

const programs = findMachinePrograms()

describe.skipIf(programs === undefined)(
  `implied references and data${programs === undefined ? ' (skipped: no PostgreSQL with pg_dump on this machine)' : ''}`,
  () => {
    let server: ScratchServer
    let database: ScratchDatabase
    beforeAll(async () => {
      server = await startScratchServer({ origin: 'machine' })
      database = await server.createDatabase('implied')
      const client = new pg.Client(database.url)
      await client.connect()
      await client.query(`
        CREATE TABLE person (id integer PRIMARY KEY);
        CREATE TABLE "Odd.Name" (person_id integer, "second Person_id" integer, third_person_id integer, fourth_person_id integer);
        INSERT INTO person SELECT generate_series(1, 200);
        INSERT INTO "Odd.Name" SELECT n, n + 120, CASE WHEN n = 1 THEN 999 ELSE n END, NULL FROM generate_series(1, 200) AS n;
      `)
      await client.end()
    })
    afterAll(() => server?.stop())

    it('keeps what the data bear out, with the numbers, and leaves out what they do not', async () => {
      const before = await analyze([database.url])
      const after = await analyze([database.url], { checkData: true })
      expect(before.implied).toHaveLength(4)
      expect(after.implied.map(({ id, data }) => [id.split(' ->')[0], data])).toEqual([
        ['public."Odd.Name"(fourth_person_id)', { values: 0, missing: 0 }],
        ['public."Odd.Name"(person_id)', { values: 200, missing: 0 }],
        ['public."Odd.Name"(third_person_id)', { values: 200, missing: 1 }],
      ])
      expect(after.implied[2]!.because).toContain('1 of 200 values looked at have no row')
      expect(after.implied[1]!.confidence).toBeGreaterThan(before.implied[1]!.confidence)
    })

    it('cannot tell where a query fails, and writes nothing whatever it reads', async () => {
      const client = new pg.Client(database.url)
      await client.connect()
      await client.query(`
        CREATE FUNCTION trap() RETURNS integer LANGUAGE plpgsql AS 'BEGIN DELETE FROM person; RETURN 1; END';
        CREATE VIEW trapped AS SELECT trap() AS person_id;
      `)
      const ask = (name: string, column: string) => ({ owner: { schema: 'public', name }, column, target: { schema: 'public', name: 'person' }, key: 'id' }) // prettier-ignore
      const answers = await probeInclusion(database.url, [ask('trapped', 'person_id'), ask('Odd.Name', 'nobody'), ask('Odd.Name', 'person_id')]) // prettier-ignore
      expect(answers).toEqual([undefined, undefined, { values: 200, missing: 0 }])
      expect((await client.query('SELECT count(*)::integer AS count FROM person')).rows).toEqual([{ count: 200 }])
      await client.end()
    })
  },
)

it('wants a database', async () => {
  await expect(analyze(['fixtures/fountain.sql'], { checkData: true })).rejects.toMatchObject({ code: 'no-data', exitCode: 2 }) // prettier-ignore
})
