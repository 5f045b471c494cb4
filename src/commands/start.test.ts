import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
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
