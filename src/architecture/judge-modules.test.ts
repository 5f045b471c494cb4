import { describe, expect, test } from 'vitest'
import * as judge from './judge-modules.test-support.ts'
import { readModule } from './read-modules.test-support.ts'

/** A made-up house: path → text. */
function house(texts: Record<string, string>) {
  return Object.entries(texts).map(([path, text]) => readModule(path, text))
}

const rooms = {
  core: {},
  plan: { core: 'because' },
  report: { plan: 'because', 'lint/finding.ts': 'one value' },
  lint: {},
}
const tests = { core: 'because' }

describe('reading a module', () => {
  test.each([
    [`import { a } from './a.ts'`, 'x/a.ts', 'value'],
    [`import './a.ts'`, 'x/a.ts', 'value'],
    [`import * as a from '../y/a.ts'`, 'y/a.ts', 'value'],
    [`import { type A, b } from './a.ts'`, 'x/a.ts', 'value'],
    [`import { type A, type B } from './a.ts'`, 'x/a.ts', 'type'],
    [`import type { A } from './a.ts'`, 'x/a.ts', 'type'],
    [`export { a } from './a.ts'`, 'x/a.ts', 'value'],
    [`export * from './a.ts'`, 'x/a.ts', 'value'],
    [`export type { A } from './a.ts'`, 'x/a.ts', 'type'],
    [`const a = async () => (await import('./a.ts')).a`, 'x/a.ts', 'dynamic'],
    [`let a: import('./a.ts').A`, 'x/a.ts', 'type'],
    [`let a: typeof import('./a.ts')`, 'x/a.ts', 'type'],
    [`const a = require('./a.ts')`, 'x/a.ts', 'value'],
    [`import a from 'node:fs'`, 'node:fs', 'value'],
    [`import a from '../../package.json' with { type: 'json' }`, '../package.json', 'value'],
  ])('%s', (text, to, how) => {
    expect(readModule('x/b.ts', `\n${text}\n`).imports).toMatchObject([{ to, how, line: 2 }])
  })

  test('no import is made up from a comment or a text', () => {
    expect(readModule('x/b.ts', `// import './a.ts'\nconst a = "import './a.ts'"\n`).imports).toEqual([])
  })

  test('an import that only a run could tell, and what is no TypeScript, are refused', () => {
    expect(() => readModule('x/b.ts', 'export const a = (name: string) => import(name)')).toThrow('x/b.ts:1')
    expect(() => readModule('x/b.ts', 'const = 1')).toThrow('x/b.ts')
  })
})

describe('the arrows', () => {
  const stray = (texts: Record<string, string>) => judge.strayArrows(house(texts), rooms, tests)

  test.each([
    ['one that is there', { 'plan/a.ts': `import '../core/b.ts'` }],
    ['one to a single file', { 'report/a.ts': `import type { F } from '../lint/finding.ts'` }],
    ['within a room', { 'core/a.ts': `import './deep/b.ts'` }],
    ['packages and files outside of the house', { 'core/a.ts': `import 'chalk'; import '../../package.json'` }],
    ['a test with what tests may', { 'lint/a.test.ts': `import '../core/b.ts'` }],
    ['a test with another room’s test support', { 'core/a.test.ts': `import '../plan/b.test-support.ts'` }],
  ])('allow %s', (_name, texts: Record<string, string>) => expect(stray(texts)).toEqual([]))

  test.each([
    ['one that is not there', { 'core/a.ts': `import '../plan/b.ts'` }, 'core/a.ts:1 → plan/b.ts'],
    ['a type', { 'core/a.ts': `import type { B } from '../plan/b.ts'` }, 'core/a.ts:1 → plan/b.ts'],
    ['a re-export', { 'core/a.ts': `export * from '../plan/b.ts'` }, 'core/a.ts:1 → plan/b.ts'],
    ['a lazy import', { 'core/a.ts': `void import('../plan/b.ts')` }, 'core/a.ts:1 → plan/b.ts'],
    ['another file of a room', { 'report/a.ts': `import '../lint/rules.ts'` }, 'report/a.ts:1 → lint/rules.ts'],
    ['the public face', { 'core/a.ts': `import '../index.ts'` }, 'core/a.ts:1 → index.ts'],
    ['the whole flow', { 'plan/a.ts': `import '../split.ts'` }, 'plan/a.ts:1 → split.ts'],
    ['the command line', { 'report/a.ts': `import '../commands/b.ts'` }, 'report/a.ts:1 → commands/b.ts'],
    ['test support', { 'core/a.ts': `import './b.test-support.ts'` }, 'core/a.ts:1 → core/b.test-support.ts'],
    ['what tests may not', { 'core/a.test.ts': `import '../plan/b.ts'` }, 'core/a.test.ts:1 → plan/b.ts'],
    ['a room without a row', { 'cellar/a.ts': '' }, 'cellar/a.ts: there is no room cellar'],
    ['a name that every object has', { 'core/a.ts': `import '../constructor/b.ts'` }, 'core/a.ts:1 → constructor/b.ts'],
  ])('refuse %s', (_name, texts: Record<string, string>, complaint) => expect(stray(texts)).toEqual([complaint]))
})

test('circles are found through types and lazy imports', () => {
  const straight = { 'a.ts': `import './b.ts'`, 'b.ts': `import './c.ts'`, 'c.ts': '' }
  expect(judge.circles(house(straight))).toEqual([])
  expect(judge.circles(house({ ...straight, 'c.ts': `import type { A } from './a.ts'` }))).toEqual([
    'a.ts ↔ b.ts ↔ c.ts',
  ])
  expect(judge.circles(house({ ...straight, 'c.ts': `void import('./b.ts')` }))).toEqual(['b.ts ↔ c.ts'])
})

describe('members', () => {
  const sound = {
    'x/detector.ts': '',
    'x/detector-registry.ts': `import './detectors/a.ts'; void import('./detectors/b.ts')`,
    'x/detectors/a.ts': `import '../detector.ts'`,
    'x/detectors/b.ts': `import '../detector.ts'`,
    'x/detectors/b.test.ts': `import './b.ts'; import './a.ts'`,
  }
  test('may know their interface', () => {
    expect([...judge.memberFolders(house(sound)).keys()]).toEqual(['x/detectors'])
    expect(judge.meddlingMembers(house(sound))).toEqual([])
  })
  test.each([
    ['x/detectors/a.ts', `import './b.ts'`, 'x/detectors/a.ts:1 → x/detectors/b.ts'],
    ['x/detectors/a.ts', `import type { B } from './b.ts'`, 'x/detectors/a.ts:1 → x/detectors/b.ts'],
    ['x/detectors/a.ts', `import '../detector-registry.ts'`, 'x/detectors/a.ts:1 → x/detector-registry.ts'],
    ['x/detectors/c.ts', '', 'x/detectors/c.ts is not in x/detector-registry.ts'],
  ])('%s with %s is refused', (path, text, complaint) => {
    expect(judge.meddlingMembers(house({ ...sound, [path]: text }))).toEqual([complaint])
  })
})

test('barrels are for those outside', () => {
  const modules = house({
    'commands/a.ts': `import '../index.ts'`,
    'core/a.ts': `import '../runtime/index.ts'`,
    'core/a.test.ts': `import '../index.ts'`,
  })
  expect(judge.barrelImports(modules)).toEqual(['core/a.ts:1 → runtime/index.ts'])
})

test('what is loaded at once stops at lazy imports and types', () => {
  const modules = house({
    'a.ts': `import { b } from './b.ts'; import type { C } from './c.ts'; void import('./d.ts'); import 'node:fs'`,
    'b.ts': `export * from './e.ts'`,
    'c.ts': `import 'zod'`,
    'd.ts': `import 'pg'`,
    'e.ts': `import 'chalk'; import type { Z } from 'zod'; void import('yaml')`,
  })
  expect(judge.loadedAtOnce(modules, 'a.ts')).toEqual({ files: ['a.ts', 'b.ts', 'e.ts'], packages: ['chalk'] })
})

test('packages have their home', () => {
  const modules = house({
    'commands/a.ts': `import 'chalk'`,
    'source/parser.ts': `import 'libpg-query'`,
    'source/other.ts': `import type { Node } from 'libpg-query'`,
    'core/a.ts': `import 'chalk'; import 'zod'; import 'constructor'`,
  })
  expect(judge.strayPackages(modules, { chalk: ['commands'], 'libpg-query': ['source/parser.ts'] })).toEqual([
    'source/other.ts:1 → libpg-query',
    'core/a.ts:1 → chalk',
  ])
})

test('who changes the disk, exits or prints is found', () => {
  const modules = house({
    'write/a.ts': `import { rename } from 'node:fs/promises'`,
    'core/a.ts': `import { readFile } from 'node:fs/promises'`,
    'core/b.ts': `import { mkdirSync } from 'node:fs'; process.exitCode = 1`,
    'core/c.ts': `import * as fs from 'fs'; fs.rmSync('x')`,
    'commands/a.ts': `process.exit(2)`,
    'core/d.ts': `process.cwd(); process.stdout.write('')`,
  })
  expect(judge.strayWriters(modules, ['write'])).toEqual(['core/b.ts:1 → node:fs', 'core/c.ts:1 → fs'])
  expect(judge.strayExits(modules)).toEqual(['core/b.ts: process.exitCode', 'core/d.ts: process.stdout'])
})

test('names that say nothing, and files that say too much', () => {
  const path = (name: string) => ({ path: name, lines: 351, imports: [], processUses: [] })
  const good = [
    'core/text-position.ts',
    'a/b.test.ts',
    'a/b.test-support.ts',
    'source/builtin-types.ts',
    'x/utility.ts',
  ]
  const bad = ['core/util.ts', 'helpers/a.ts', 'core/name-utils.ts', 'a/types.ts', 'a/types.test.ts', 'a/plan-manager.ts', 'a/common.ts', 'a/internal/b.ts', 'a/aB.ts', 'a/a_b.ts'] // prettier-ignore
  expect(judge.badNames([...good, ...bad].map(path))).toEqual(bad)
  expect(judge.longFiles([path('a.ts'), { ...path('b.ts'), lines: 350 }], 350)).toEqual(['a.ts: 351 lines'])
  expect(readModule('a.ts', 'export const a = 1\n'.repeat(3)).lines).toBe(3)
})
