import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ScratchServer } from '../scratch/scratch-server.ts'
import { startScratchServer } from '../scratch/start-scratch-server.ts'
import { nativeReference, referencedKey } from './split-pair.test-support.ts'
import type { SplitSystem } from './split-system.test-support.ts'
import { makeSystem, rowsOf } from './split-system.test-support.ts'

/** A few in every run; `FOUNTAIN_KILLS=200` for the long one. */
const kills = Number(process.env['FOUNTAIN_KILLS'] ?? 10)
const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = join(root, 'node_modules', `.run-services-${process.pid}.mjs`)
let server: ScratchServer
let system: SplitSystem

beforeAll(async () => {
  const entry = fileURLToPath(new URL('run-services.test-support.ts', import.meta.url))
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const
  await build({ ...options, entryPoints: [entry], outfile: program, logLevel: 'error' })
  server = await startScratchServer()
  system = await makeSystem(server, {
    key: referencedKey(),
    references: [nativeReference()],
    referencedSql: 'CREATE TABLE playwright (id int PRIMARY KEY)',
    referencingSql: 'CREATE TABLE script (id serial PRIMARY KEY, playwright_id int)',
  })
  // What happens to the replica is written down: an event that is applied twice shows as two births.
  await system.referencing.query(`CREATE TABLE happened (id int, what text);
    GRANT INSERT ON happened TO PUBLIC;
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
      IF TG_OP <> ''INSERT'' THEN INSERT INTO public.happened VALUES (OLD.id, ''death''); END IF;
      IF TG_OP <> ''DELETE'' THEN INSERT INTO public.happened VALUES (NEW.id, ''birth''); END IF;
      RETURN NULL; END';
    CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON fountain_split.playwrights_playwright_id_replica
      FOR EACH ROW EXECUTE FUNCTION note()`)
})

afterAll(async () => {
  await system?.stop()
  await server?.stop()
  rmSync(program, { force: true })
})

function startServices(): ChildProcess {
  const { referenced, referencing } = system.databases
  const given = { referenced: referenced.url, referencing: referencing.url, replica: system.replica }
  return spawn(process.execPath, [program, JSON.stringify(given)], { cwd: root, stdio: 'ignore' })
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

/** Writes until it is told to stop; what fails, because the server is gone, is nobody's concern. */
async function writeAlways(pool: pg.Pool, statement: () => string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await pool.query(statement()).catch(() => new Promise((resolve) => setTimeout(resolve, 20)))
}

const some = (below: number) => Math.floor(Math.random() * below)

function referencedWrite(): string {
  const key = some(400)
  return [
    `INSERT INTO playwright VALUES (${key}) ON CONFLICT DO NOTHING`,
    `INSERT INTO playwright SELECT generate_series(${key}, ${key + 9}) ON CONFLICT DO NOTHING`,
    `DELETE FROM playwright WHERE id = ${key}`,
    `UPDATE playwright SET id = ${some(400)} WHERE id = ${key}`,
    `BEGIN; DELETE FROM playwright WHERE id = ${key}; INSERT INTO playwright VALUES (${key}); COMMIT`,
  ][some(5)]!
}

/** Kills the database as well as can be: one of its processes dies, and the server takes all others with it. */
async function killDatabase(): Promise<void> {
  const { rows } = await system.referencing.query('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0].pid, 'SIGKILL')
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const alive = await Promise.all(
      [system.referenced, system.referencing].map((pool) => pool.query('SELECT 1').catch(() => undefined)),
    )
    if (!alive.includes(undefined)) return
  }
}

test('relay, consumer and database are killed at any point: nothing is lost, nothing is applied twice', async () => {
  const stop = new AbortController()
  const writers = [
    ...[1, 2, 3].map(() => writeAlways(system.referenced, referencedWrite, stop.signal)),
    writeAlways(system.referencing, () => `INSERT INTO script (playwright_id) VALUES (${some(400)})`, stop.signal),
  ]
  for (let count = 0; count < kills; count++) {
    const services = startServices()
    await new Promise((resolve) => setTimeout(resolve, 250 + some(500)))
    if (count % 5 === 4) await killDatabase()
    await kill(services)
  }
  stop.abort()
  await Promise.all(writers)
  await system.settle()
  expect(await rowsOf(system.referencing, 'SELECT envelope, error FROM fountain_split.inbox')).toEqual([])
  const keys = 'SELECT id FROM playwright ORDER BY id'
  const replica = 'SELECT id FROM fountain_split.playwrights_playwright_id_replica ORDER BY id'
  expect(await rowsOf(system.referencing, replica)).toEqual(await rowsOf(system.referenced, keys))
  const told = await rowsOf(
    system.referenced,
    `SELECT aggregateid::int, CASE WHEN type LIKE '%.created' THEN 'birth' ELSE 'death' END AS what, count(*)
         FROM fountain_split.outbox GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  const happened = await rowsOf(
    system.referencing,
    'SELECT id, what, count(*) FROM happened GROUP BY 1, 2 ORDER BY 1, 2',
  )
  expect(happened).toEqual(told)
  expect(told.length).toBeGreaterThan(100)
  expect(
    await rowsOf(
      system.referencing,
      `SELECT 1 FROM script WHERE NOT EXISTS (SELECT FROM fountain_split.playwrights_playwright_id_replica AS r WHERE r.id = playwright_id)`,
    ),
  ).toEqual([])
}, 3_600_000)
