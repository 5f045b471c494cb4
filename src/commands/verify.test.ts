import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startScratchServer } from '../verify/scratch/start-scratch-server.ts'
import { projectFolder, runCli } from './run-cli.test-support.ts'
import { keys, runInTerminal } from './run-in-terminal.test-support.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-verify-'))
  await writeFile(
    join(folder, 'schema.sql'),
    `CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int PRIMARY KEY);
     CREATE TABLE b.u (id int PRIMARY KEY, t int REFERENCES a.t ON DELETE CASCADE ON UPDATE CASCADE);`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('proves a schema: the verdict on standard output, nothing else there, exit code 0', async () => {
  const { code, stdout } = await runCli(['verify', 'schema.sql', '--format', 'json', '--only', 'loads-alone', 'catalogs-equal', 'contracts'], { cwd: folder }) // prettier-ignore
  expect(JSON.parse(stdout)).toMatchObject({ passed: true, checks: [{ id: 'loads-alone' }, { id: 'catalogs-equal' }, { id: 'contracts', passed: true, details: [] }] }) // prettier-ignore
  expect(code).toBe(0)
})

test('a source that does not load is told with its line, exit code 2', async () => {
  const { code, stdout, stderr } = await runCli(['verify', '-'], {
    input: 'CREATE SCHEMA a;\nCREATE TABLE a.t (id int DEFAULT nobody_has_this());\n',
  })
  expect(stderr).toContain('-:2: function nobody_has_this() does not exist')
  expect([code, stdout]).toEqual([2, ''])
})

test('a server that cannot be reached, and a check that is not there: exit code 2', async () => {
  const server = ['--server', 'postgres://me:secret@127.0.0.1:1/x']
  const unreachable = await runCli(['verify', 'schema.sql', ...server], { cwd: folder })
  expect(unreachable.code).toBe(2)
  expect(unreachable.stderr).not.toContain('secret')
  const unknown = await runCli(['verify', 'schema.sql', '--only', 'loads-alon'], { cwd: folder })
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean loads-alone?')])
})

test('a story that was kept is replayed, and tells what is right now', async () => {
  const operation = { kind: 'insert', relation: ['a', 't'], rows: [{ id: '1' }] }
  const story = { format: 1, inputHash: '', seed: 3, history: [[operation], { kind: 'fault', fault: 'duplicates', seed: 1 }, [operation]], difference: { kind: 'stuck', service: 'a', what: '' }, lines: [] } // prettier-ignore
  await writeFile(join(folder, 'story.json'), JSON.stringify(story))
  const { code, stdout } = await runCli(['verify', 'schema.sql', '--replay', 'story.json'], { cwd: folder })
  expect(stdout).toContain(`1. a: INSERT INTO a.t (id) VALUES ('1')\n        → b hears: a.t_id (id 1) created\n`)
  expect(stdout).toContain('(events come twice)\n')
  expect(stdout).toContain('refused, as one database would: 23505 t_pkey')
  expect(code).toBe(0)
  const fault = await runCli(['verify', 'schema.sql', '--faults', 'duplicate'], { cwd: folder })
  expect([fault.code, fault.stderr]).toEqual([2, expect.stringContaining('Did you mean duplicates?')])
  const other = await runCli(['verify', 'schema.sql', '--replay', 'schema.sql'], { cwd: folder })
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('schema.sql is no story that can be replayed: it is not JSON')]) // prettier-ignore
})

test('a story of clients that wrote at once is sent again, and what was recorded is looked at once more', async () => {
  const goes = [{ kind: 'delete', relation: ['a', 't'], where: { id: '1' } }]
  const row = { id: '7', t: '1' }
  const names = [{ kind: 'insert', relation: ['b', 'u'], rows: [row] }]
  const story = {
    format: 1, check: 'concurrent-history', inputHash: '', seed: 3, lines: ['as it was told'],
    setup: [[{ kind: 'insert', relation: ['a', 't'], rows: [{ id: '1' }] }]],
    round: {
      clients: [
        { service: 'a', transactions: [{ pause: 3, operations: goes }] },
        { service: 'b', transactions: [{ pause: 0, hold: 5, operations: names }] },
      ],
      faults: [],
    },
    recorded: {
      transactions: [
        { client: 0, service: 'a', operations: goes, sent: 3, answered: 5, outcome: null },
        { client: 1, service: 'b', operations: names, sent: 0, answered: 9, outcome: null },
      ],
      rows: [{ relation: ['b', 'u'], rows: [row] }],
    },
  } // prettier-ignore
  await writeFile(join(folder, 'at-once.json'), JSON.stringify(story))
  const { code, stdout } = await runCli(['verify', 'schema.sql', '--replay', 'at-once.json'], { cwd: folder })
  const words = 'sent 10 times, and one database has an order for each; what was recorded has none:'
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words)
  expect(stdout).toContain('as it was told')
  expect(code).toBe(0)
  await writeFile(join(folder, 'other.sql'), 'CREATE SCHEMA a; CREATE TABLE a.t (id int PRIMARY KEY);')
  const other = await runCli(['verify', 'other.sql', '--replay', 'at-once.json'], { cwd: folder })
  expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('there is no relation b.u')])
})

describe('a run that ends before its time', { timeout: 240_000 }, () => {
  const run = async (name: string, ...words: readonly string[]) => {
    const temporary = join(folder, name)
    await mkdir(temporary, { recursive: true })
    // The server's user must be able to enter it.
    await chmod(folder, 0o755)
    const place = { cwd: folder, env: { TMPDIR: temporary }, patience: 100_000 }
    const shown = runInTerminal(['verify', 'schema.sql', '--operations', '100000', ...words], place)
    return { ...shown, left: () => readdir(temporary) }
  }
  const replaying = /replaying histories: [1-9]\d/

  test.each([
    ['starting a server', undefined],
    ['loading', 'loading the source'],
    ['making both sides ready', 'making both sides ready'],
    ['replaying', replaying],
  ] as const)('by Ctrl-C while %s leaves no server, no database and no file', async (_, step) => {
    const { until, left, press, ended } = await run('interrupted', '--only', 'serial-replay')
    if (step !== undefined) await until(step)
    else while ((await left()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    press(keys.interrupt)
    expect(await ended).toBe(130)
    expect([await left(), await serversIn(folder)]).toEqual([[], []])
  })

  test('by a signal at the very moment when the folder is made leaves none', async () => {
    const temporary = join(folder, 'early')
    await mkdir(temporary)
    await chmod(folder, 0o755)
    const early = `
      const fs = require('node:fs')
      const { mkdirSync } = fs
      fs.mkdirSync = (path, options) => {
        const made = mkdirSync(path, options)
        if (path.includes('fountain-split-scratch-')) process.kill(process.pid, 'SIGTERM')
        return made
      }
      require('./dist/start.cjs').loadChunk('cli.cjs').main(['verify', ${JSON.stringify(join(folder, 'schema.sql'))}, '--only', 'loads-alone'])`
    const { signal } = spawnSync(process.execPath, ['-e', early], { cwd: projectFolder, env: { ...process.env, TMPDIR: temporary } }) // prettier-ignore
    expect([signal, await readdir(temporary)]).toEqual(['SIGTERM', []])
  })

  test('by kill -9 in the middle of a history leaves what the next run removes: server, databases and files', async () => {
    const killed = await run('killed', '--only', 'serial-replay')
    await killed.until(replaying)
    killed.kill('SIGKILL')
    await killed.ended
    expect((await killed.left()).length).toBe(1)
    expect(await (await run('killed', '--only', 'loads-alone')).ended).toBe(0)
    expect([await killed.left(), await serversIn(folder)]).toEqual([[], []])
  })

  test('the same on a given server: databases only', async () => {
    const server = await startScratchServer()
    const client = new pg.Client(`${server.url}/postgres`)
    await client.connect()
    const databases = async () =>
      (await client.query(`SELECT FROM pg_database WHERE datname LIKE 'fountain\\_scratch\\_%'`)).rowCount
    const given = ['--only', 'serial-replay', '--server', `${server.url}/postgres`] as const
    try {
      const killed = await run('given', ...given)
      await killed.until(replaying)
      killed.kill('SIGKILL')
      await killed.ended
      expect(await databases()).toBeGreaterThan(2)
      const interrupted = await run('given', ...given)
      await interrupted.until(replaying)
      interrupted.press(keys.interrupt)
      expect([await interrupted.ended, await databases(), await interrupted.left()]).toEqual([130, 0, []])
    } finally {
      await client.end()
      await server.stop()
    }
  })
})

/** Command lines of processes that work in a folder. */
async function serversIn(place: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'args='])
  return stdout.split('\n').filter((line) => line.includes('postgres') && line.includes(`${place}/`))
}
