import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { projectFolder, runCli } from './run-cli.test-support.ts'

const fountain = 'fixtures/fountain.sql'
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('help', () => {
  test('--version', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' })
  })

  test.each([
    ['--help'],
    ['help'],
    ['init', '--help'],
    ['analyze', '--help'],
    ['lint', '--help'],
    ['explain', '--help'],
    ['relay', '--help'],
    ['events', '--help'],
  ])('%s %s fits a terminal', async (...words) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Examples:')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('without a command: the help, on standard error, as a usage error', async () => {
    const { code, stdout, stderr } = await runCli([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: fountain-split')
  })
})

describe('usage errors', () => {
  test.each([
    [['analize'], 'error: unknown command', 'Did you mean analyze?'],
    [['analyze', '--fromat', 'json'], "error: unknown option '--fromat'", 'Did you mean --format?'],
    [['analyze', '--format'], "error: option '-f, --format <format>' argument missing", ''],
    [
      ['analyze', fountain, '--format', 'svgg'],
      'error: there is no format svgg',
      'pretty, json, markdown, mermaid, dot, svg, html',
    ],
    [['analyze', fountain, '--cwd', 'no/such'], 'error: cannot work in the folder no/such', '--cwd'],
  ])('%j', async (words, message, hint) => {
    const { code, stdout, stderr } = await runCli(words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect(stderr).not.toMatch(/^\s+at /m)
  })
})

describe('output', () => {
  test('formats for programs leave standard error alone', async () => {
    for (const format of ['json', 'markdown', 'mermaid', 'dot', 'svg', 'html'])
      expect((await runCli(['analyze', fountain, '--format', format])).stderr).toBe('')
  })

  test('--output writes the same bytes to a file', async () => {
    const file = join(folder, 'report.json')
    const { stdout } = await runCli(['analyze', fountain, '--format', 'json'])
    expect(await runCli(['analyze', fountain, '--format', 'json', '--output', file])).toMatchObject({
      code: 0,
      stdout: '',
    })
    expect(await readFile(file, 'utf8')).toBe(stdout)
  })

  test('what the configuration names is read from its own folder, upward', async () => {
    const place = await mkdtemp(join(folder, 'configured-'))
    await mkdir(join(place, 'db'))
    await writeFile(
      join(place, 'fountain-split.yaml'),
      'source: db/all.sql\nservices: { one: { schemas: [public] } }\n',
    )
    await writeFile(join(place, 'db/all.sql'), 'CREATE TABLE t (id int PRIMARY KEY);\n')
    const { code, stdout } = await runCli(['analyze', '--format', 'json', '--cwd', join(place, 'db')])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      source: { files: ['all.sql'] },
      services: [{ name: 'one', relations: ['public.t'] }],
    })
  })

  test('--cwd and standard input', async () => {
    const plain = await runCli(['analyze', fountain, '--format', 'json'])
    const moved = await runCli(['analyze', 'fountain.sql', '--format', 'json', '--cwd', 'fixtures'])
    const piped = await runCli(['analyze', '-', '--format', 'json'], {
      input: await readFile(join(projectFolder, fountain)),
    })
    const named = (file: string) => plain.stdout.replaceAll(fountain, file)
    expect(moved.stdout).toBe(named('fountain.sql'))
    expect(piped.stdout.replace('"kind":"stdin"', '"kind":"sql"')).toBe(named('-'))
  })

  test.each([
    [[], { FORCE_COLOR: '1' }, true],
    [['--no-color'], { FORCE_COLOR: '1' }, false],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [[], {}, false],
    [['--format', 'json'], { FORCE_COLOR: '1' }, false],
  ])('colours with %j and %j: %s', async (flags, env, coloured) => {
    const { stdout } = await runCli(['analyze', fountain, ...flags], { env: env as Record<string, string> })
    expect(stdout.includes('\u001b[')).toBe(coloured)
  })

  const printing = [['analyze', fountain, '--quiet'], ['--help'], ['help', 'lint'], ['lint', '--help'], ['--version']]

  test.each(printing)('a reader that leaves early ends %s %s without a word', async (...words) => {
    const child = spawn(process.execPath, [`${projectFolder}bin/fountain-split.js`, ...words], { cwd: projectFolder })
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  test.skipIf(!existsSync('/dev/full')).each(printing)(
    'where %s %s cannot be written, it says why: exit 2',
    async (...words) => {
      const full = openSync('/dev/full', 'w')
      onTestFinished(() => closeSync(full))
      const child = spawn(process.execPath, [`${projectFolder}bin/fountain-split.js`, ...words], {
        cwd: projectFolder,
        stdio: ['ignore', full, 'pipe'],
      })
      let stderr = ''
      child.stderr!.on('data', (data: Buffer) => (stderr += data.toString()))
      const code = await new Promise((resolve) => child.on('close', resolve))
      expect(code).toBe(2)
      expect(stderr).toMatch(/^error: standard output cannot be written: ENOSPC: .* \[unwritable-output\]$/m)
    },
  )

  test('a pipe that is full, and does not wait, gets all of it once it is read', async () => {
    const tables = Array.from(
      { length: 1500 },
      (_, n) => `CREATE TABLE b.t${n} (id int PRIMARY KEY, a int REFERENCES a.t);`,
    )
    const file = join(folder, 'many.sql')
    await writeFile(
      file,
      ['CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (id int PRIMARY KEY);', ...tables].join('\n'),
    )
    const hook = join(projectFolder, 'fixtures/commands/unwaiting-output.cjs')
    const words = ['--require', hook, `${projectFolder}bin/fountain-split.js`, 'analyze', file, '--format', 'json']
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'readable')
    const pieces: Buffer[] = []
    setTimeout(() => child.stdout.on('data', (piece: Buffer) => pieces.push(piece)), 300)
    const [code] = (await once(child, 'close')) as [number]
    const report = JSON.parse(Buffer.concat(pieces).toString()) as { references: unknown[] }
    expect({ code, references: report.references.length }).toEqual({ code: 0, references: 1500 })
  })
})

describe('our own mistakes', () => {
  // A hook that breaks JSON.stringify stands for a bug of ours.
  const bug = join(projectFolder, 'fixtures/commands/break-json.mjs')
  test('exit 70, with what to report and no stack trace', async () => {
    const { code, stderr } = await runCli(['analyze', fountain, '--format', 'json'], { node: ['--import', bug] })
    expect(code).toBe(70)
    expect(stderr).toContain('this is a mistake of fountain-split')
    expect(stderr).toContain(`fountain-split ${packageJson.version}, Node.js ${process.version}`)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  test('FOUNTAIN_SPLIT_DEBUG shows where', async () => {
    const { code, stderr } = await runCli(['analyze', fountain, '--format', 'json'], {
      node: ['--import', bug],
      env: { FOUNTAIN_SPLIT_DEBUG: '1' },
    })
    expect(code).toBe(70)
    expect(stderr).toMatch(/^\s+at /m)
  })
})
