import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder, runCli } from './run-cli.test-support.ts'

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
  const { code, stdout } = await runCli(['verify', 'schema.sql', '--format', 'json', '--only', 'loads-alone', 'catalogs-equal'], { cwd: folder }) // prettier-ignore
  expect(JSON.parse(stdout)).toMatchObject({ passed: true, checks: [{ id: 'loads-alone' }, { id: 'catalogs-equal' }] })
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

test.each([0, 600, 4000, 15_000])(
  'told to end after %d ms, it leaves no server, no database and no file',
  async (pause) => {
    const temporary = join(folder, `tmp${pause}`)
    await mkdir(temporary)
    await chmod(folder, 0o755)
    const program = `${projectFolder}bin/fountain-split.js`
    const child = spawn(process.execPath, [program, 'verify', join(projectFolder, 'fixtures/fountain.sql')], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: 'ignore',
    })
    const ended = new Promise<unknown>((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
    while ((await readdir(temporary)).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await new Promise((resolve) => setTimeout(resolve, pause))
    child.kill('SIGINT')
    expect(await ended).toBe('SIGINT')
    expect(await readdir(temporary)).toEqual([])
  },
)
