import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectFolder } from './run-cli.test-support.ts'

test('V8 takes back what the build kept of the program', () => {
  const count = `
    const { loadChunk, scripts } = require('./dist/start.cjs')
    loadChunk('cli.cjs').main(['analyze', 'fixtures/fountain.sql', '--output', require('node:os').devNull]).then(() =>
      console.log(scripts.size, [...scripts].filter(([, script]) => script.cachedDataRejected !== false).map(([path]) => path)),
    )`
  const said = execFileSync(process.execPath, ['-e', count], { cwd: projectFolder, encoding: 'utf8' })
  expect(said).toMatch(/^[1-9]\d* \[\]\n$/)
})

test('the grammar is as the build kept it: nothing of it is compiled anew', () => {
  const analyze = `
    WebAssembly.Module = function () { throw new Error('compiled') }
    require('./dist/start.cjs').loadChunk('cli.cjs').main(['analyze', 'fixtures/fountain.sql', '--format', 'json'])`
  const said = execFileSync(process.execPath, ['-e', analyze], { cwd: projectFolder, encoding: 'utf8' })
  expect((JSON.parse(said) as { references: unknown[] }).references).toHaveLength(18)
})

const quick = ['--max-inlined-bytecode-size-cumulative=60', '--no-turbo-loop-peeling']

test.each([
  [500_000, quick],
  [33_000_000, [...quick, '--heap-growing-percent=30', '--expose-gc']],
])('V8 is told of %i bytes of SQL when all is loaded that was kept', (size, flags) => {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const source = join(folder, 'large.sql')
  writeFileSync(source, `create table t (id int primary key);\n${'-- nothing\n'.repeat(size / 11)}`)
  const tell = `
    const v8 = require('node:v8')
    const setFlags = v8.setFlagsFromString
    const told = []
    v8.setFlagsFromString = (flag) => {
      told.push(flag)
      setFlags(flag)
    }
    const { loadChunk, scripts } = require('./dist/start.cjs')
    loadChunk('cli.cjs').main(['analyze', ${JSON.stringify(source)}, '--output', require('node:os').devNull]).then(() =>
      console.log(JSON.stringify({ told, rejected: [...scripts.values()].filter((each) => each.cachedDataRejected !== false).length })),
    )`
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', tell], { cwd: projectFolder, encoding: 'utf8' })
  const { told, rejected } = JSON.parse(stdout) as { told: string[]; rejected: number }
  expect(told.slice(-flags.length)).toEqual(flags)
  expect(rejected).toBe(0)
  // V8 says there what it does not know.
  expect(stderr).toBe('')
})

test('a small run loads no module of Node that is slow to load and that it has no use for', () => {
  const list = `
    require('./dist/start.cjs').loadChunk('cli.cjs').main(['analyze', 'fixtures/fountain.sql']).then(() =>
      console.log(process.moduleLoadList.join(', ')),
    )`
  const said = execFileSync(process.execPath, ['-e', list], { cwd: projectFolder, encoding: 'utf8' })
  expect(said).toContain('NativeModule fs,')
  expect(said).not.toMatch(/NativeModule (crypto|fs\/promises|worker_threads)\b/)
})

test('without it the program is loaded as any other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fountain-split-start-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(projectFolder, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.cache'),
    })
  const run = (words: string[]) =>
    execFileSync(process.execPath, [join(folder, 'bin/fountain-split.js'), ...words], { encoding: 'utf8' })
  expect(run(['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(run(['analyze', '--help'])).toContain('Usage: fountain-split analyze')
})
