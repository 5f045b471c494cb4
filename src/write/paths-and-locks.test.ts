import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Artifact } from '../emit/artifact.ts'
import { fastFileSystem, generated, makeFolder, migration } from './output-folder.test-support.ts'
import { previewOf, refusalOf, snapshot } from './output-folder.test-support.ts'
import { manifestName, workName } from './output-path.ts'
import type { Permissions } from './refuse-conflicts.ts'
import { writeArtifacts } from './write-artifacts.ts'

let place = ''
let out = ''
beforeEach(async () => {
  place = await makeFolder()
  out = join(place, 'deep', 'out')
})
afterEach(() => rm(place, { recursive: true }))

const readme = generated('README.md', 'read me\n')
const types = generated('services/one/src/database.ts', 'export {}\n')
const first = migration('services/one/migrations/0001_first.sql', 'CREATE TABLE t ();\n')
const all: readonly Artifact[] = [readme, types, first]

const preview = (artifacts: readonly Artifact[]) => previewOf(out, artifacts)
const refusal = (artifacts: readonly Artifact[], permissions?: Permissions) =>
  refusalOf(place, out, artifacts, permissions)

describe('paths, which are made of names that the user chose', () => {
  const dangerous = fc.constantFrom(
    '..',
    '.',
    '',
    'a\0b',
    'a\nb',
    'a\\b',
    'C:',
    'con',
    'LPT1.sql',
    'x.',
    'x ',
    '\u202ex',
  )
  test('none leads out of the folder or is written in part', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'é', '__proto__'), { maxLength: 3 }),
        dangerous,
        async (safe, bad) => {
          for (const parts of [
            [...safe, bad],
            [bad, ...safe],
            [...safe, bad, ...safe],
          ]) {
            if (parts.join('/') === '') continue
            expect((await refusal([readme, generated(parts.join('/'), 'x')])).code).toBe('unsafe-path')
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  test.each([
    ['/etc/passwd', 'unsafe-path'],
    [`services/${'x'.repeat(256)}/a`, 'unsafe-path'],
    [`services/${'é'.repeat(128)}/a`, 'unsafe-path'],
    [manifestName, 'unsafe-path'],
    [`${workName}/lock`, 'unsafe-path'],
    ['readme.MD', 'colliding-paths'],
    ['README.md/x', 'colliding-paths'],
    ['Services/one/other.ts', 'colliding-paths'],
    ['README.md', 'colliding-paths'],
  ])('%s: %s', async (path, code) => {
    const error = await refusal([...all, generated(path, 'x')])
    expect(error.code).toBe(code)
    expect(error.hint).toContain('services')
  })

  test('e with an accent as one character or as two', async () => {
    expect((await refusal([generated('caf\u00e9', '1'), generated('cafe\u0301', '2')])).code).toBe('colliding-paths')
  })

  test('names that are odd and right', async () => {
    const odd = ['__proto__', 'constructor', "it's", 'a b', '日本', '$(x)', '-rf', '&&'].map((name) => generated(`services/${name}/x`, name)) // prettier-ignore
    await writeArtifacts(out, odd)
    for (const { path, text } of odd) expect(await readFile(join(out, path), 'utf8')).toBe(text)
    expect(await preview(odd)).toEqual([])
  })
})

describe('two runs', () => {
  const lock = () => join(out, workName, 'lock')
  const owner = (process: number, host = hostname()) => JSON.stringify({ token: 'theirs', process, host })

  test('at the same time: each does all of its work or is refused', async () => {
    const versions = Array.from({ length: 8 }, (_, version) => [readme, generated('version', `${version}\n`)])
    for (let round = 0; round < 5; round++) {
      const results = await Promise.allSettled(
        versions.map((artifacts) => writeArtifacts(out, artifacts, {}, fastFileSystem)),
      )
      const codes = results.map((result) => (result.status === 'fulfilled' ? 'done' : (result.reason as { code: string }).code)) // prettier-ignore
      expect(codes).toContain('done')
      for (const code of codes) expect(['done', 'output-busy']).toContain(code)
      const found = (await snapshot(out))!
      expect(await preview([readme, generated('version', found.version!)])).toEqual([])
      expect(await readdir(out)).not.toContain(workName)
    }
  })

  test.each([
    ['of a process that lives', () => owner(process.ppid)],
    ['of another machine', () => owner(1, 'elsewhere.example')],
  ])('a lock %s holds, and is left alone', async (_name, content) => {
    await mkdir(join(out, workName), { recursive: true })
    await writeFile(lock(), content())
    const { code, hint } = await refusal(all)
    expect(code).toBe('output-busy')
    expect(hint).toContain(workName)
  })

  test.each([
    ['of a process that is gone', () => owner(2 ** 30)],
    ['of one with our number, before us', () => owner(process.pid)],
    ['that was never finished', () => ''],
  ])('a lock %s does not hold', async (_name, content) => {
    await mkdir(join(out, workName), { recursive: true })
    await writeFile(lock(), content())
    await writeArtifacts(out, all)
    expect(await readdir(out)).not.toContain(workName)
  })
})
