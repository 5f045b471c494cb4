import { chmod, mkdir, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Artifact } from '../emit/artifact.ts'
import { faultyFileSystem, generated, makeFolder, migration } from './output-folder.test-support.ts'
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
const at = (artifact: Artifact) => join(out, artifact.path)

const preview = (artifacts: readonly Artifact[]) => previewOf(out, artifacts)
const refusal = (artifacts: readonly Artifact[], permissions?: Permissions) =>
  refusalOf(place, out, artifacts, permissions)

describe('writing', () => {
  test('makes the folder and all files, and a manifest of them', async () => {
    const changes = await writeArtifacts(out, all)
    expect(changes.map(({ change, kind, path }) => `${change} ${kind} ${path}`)).toEqual([
      'create generated README.md',
      'create migration services/one/migrations/0001_first.sql',
      'create generated services/one/src/database.ts',
      `create manifest ${manifestName}`,
    ])
    const found = await snapshot(out)
    expect(Object.keys(found!).sort()).toEqual([manifestName, ...all.map(({ path }) => path)].sort())
    for (const { path, text } of all) expect(found![path]).toBe(text)
  })

  test('a second time changes nothing, not even the time of a file', async () => {
    await writeArtifacts(out, all)
    const before = await stat(at(readme))
    const changes = await writeArtifacts(out, all)
    expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(['none']))
    expect((await stat(at(readme))).mtimeMs).toBe(before.mtimeMs)
    expect(await readdir(out)).not.toContain(workName)
  })

  test('removes what it wrote and writes no more, with folders that are empty then; keeps what is not its own', async () => {
    await writeArtifacts(out, [readme, types, generated('services/two/src/database.ts', '')])
    await writeFile(join(out, 'services/one/mine.txt'), 'mine')
    await writeArtifacts(out, [readme])
    expect(await snapshot(out)).toMatchObject({ 'README.md': 'read me\n', 'services/one/mine.txt': 'mine' })
    expect(await readdir(join(out, 'services'))).toEqual(['one'])
    expect(await readdir(join(out, 'services/one'))).toEqual(['mine.txt'])
  })

  test('into an empty folder, and into one that only version control needs', async () => {
    await mkdir(out, { recursive: true })
    await writeFile(join(out, '.gitkeep'), '')
    await writeArtifacts(out, all)
    expect(await readFile(at(first), 'utf8')).toBe(first.text)
  })

  test('through a symbolic link that is the output folder itself', async () => {
    await mkdir(join(place, 'real'))
    await symlink(join(place, 'real'), join(place, 'link'))
    await writeArtifacts(join(place, 'link'), all)
    expect(await readFile(join(place, 'real/README.md'), 'utf8')).toBe('read me\n')
  })
})

describe('what a human did', () => {
  test('an edited generated file is refused, and overwritten with force', async () => {
    await writeArtifacts(out, all)
    await writeFile(at(types), 'mine\n')
    expect(await preview(all)).toEqual([`change ${types.path} edited`])
    const { code, message, hint } = await refusal(all)
    expect(code).toBe('edited-file')
    expect(message).toContain(types.path)
    expect(hint).toContain('--force')
    await writeArtifacts(out, all, { force: true })
    expect(await readFile(at(types), 'utf8')).toBe(types.text)
  })

  test('an edited file that is not written any more is removed only with force', async () => {
    await writeArtifacts(out, all)
    await writeFile(at(types), 'mine\n')
    expect((await refusal([readme, first])).code).toBe('edited-file')
    await writeArtifacts(out, [readme, first], { force: true })
    expect(await snapshot(join(out, 'services/one/src'))).toBeUndefined()
  })

  test('a deleted file is written again', async () => {
    await writeArtifacts(out, all)
    await rm(at(first))
    await rm(at(types))
    expect(await preview(all)).toEqual([`create ${first.path}`, `create ${types.path}`])
    await writeArtifacts(out, all)
    expect(await preview(all)).toEqual([])
  })

  test('an edited migration is refused even with force', async () => {
    await writeArtifacts(out, all)
    await writeFile(at(first), 'mine\n')
    const { code, message, hint } = await refusal(all, { force: true })
    expect({ code, edited: message.includes('edited by hand') }).toEqual({ code: 'changed-migration', edited: true })
    expect(hint).toContain('version control')
  })
})

describe('migrations', () => {
  const changed = migration(first.path, 'CREATE TABLE t (id int);\n')
  const second = migration('services/one/migrations/0002_second.sql', 'CREATE TABLE u ();\n')

  test('a new one is added', async () => {
    await writeArtifacts(out, all)
    expect(await preview([...all, second])).toEqual([`create ${second.path}`])
    await writeArtifacts(out, [...all, second])
    expect(await readFile(at(second), 'utf8')).toBe(second.text)
  })

  test.each([
    ['another text', [readme, types, changed], `change ${first.path} migration-changed`],
    ['none any more', [readme, types], `remove ${first.path} migration-removed`],
    ['generated now', [readme, types, generated(first.path, 'x')], `change ${first.path} migration-changed`],
  ])('%s: refused by name, force or not, and replaced by a rebase', async (_name, artifacts, line) => {
    await writeArtifacts(out, all)
    expect(await preview(artifacts)).toEqual([line])
    for (const force of [false, true]) {
      const { code, message, hint } = await refusal(artifacts, { force })
      expect(code).toBe('changed-migration')
      expect(message).toContain(first.path)
      expect(hint).toContain('--rebase')
    }
    await writeArtifacts(out, artifacts, { rebase: true })
    expect(await preview(artifacts)).toEqual([])
  })

  test('one that was deleted comes back only as it was', async () => {
    await writeArtifacts(out, all)
    await rm(at(first))
    expect((await refusal([readme, types, changed])).code).toBe('changed-migration')
  })

  test('a rebase does not overwrite edited generated files', async () => {
    await writeArtifacts(out, all)
    await writeFile(at(types), 'mine\n')
    expect((await refusal([readme, types, changed], { rebase: true })).code).toBe('edited-file')
  })
})

describe('folders of others', () => {
  test('are refused; with force written beside', async () => {
    await mkdir(out, { recursive: true })
    await writeFile(join(out, 'theirs.txt'), 'theirs')
    const { code, hint } = await refusal(all)
    expect(code).toBe('foreign-folder')
    expect(hint).toContain('--force')
    await writeArtifacts(out, all, { force: true })
    expect(await readFile(join(out, 'theirs.txt'), 'utf8')).toBe('theirs')
    expect(await preview(all)).toEqual([])
  })

  test("another's file in the way is never overwritten", async () => {
    await mkdir(out, { recursive: true })
    await writeFile(at(readme), 'theirs')
    for (const permissions of [{ force: true }, { force: true, rebase: true }]) {
      const { code, message } = await refusal(all, permissions)
      expect({ code, named: message.includes('README.md') }).toEqual({ code: 'foreign-file', named: true })
    }
  })

  test('a lost manifest: with force, files that are as they should be are taken on', async () => {
    await writeArtifacts(out, all)
    await rm(join(out, manifestName))
    expect((await refusal(all)).code).toBe('foreign-folder')
    await writeArtifacts(out, all, { force: true })
    expect(await preview(all)).toEqual([])
  })

  test.each([
    ['not JSON', '<<<<<<< HEAD'],
    ['of another program', '{"generator":"other","schemaVersion":1,"files":[]}'],
    ['of a later version', '{"generator":"fountain-split","schemaVersion":2,"files":[]}'],
    ['that leads out', JSON.stringify({ generator: 'fountain-split', schemaVersion: 1, files: [{ path: '../x', kind: 'generated', sha256: '0'.repeat(64) }] })], // prettier-ignore
  ])('a manifest that is %s', async (_name, text) => {
    await writeArtifacts(out, all)
    await writeFile(join(out, manifestName), text)
    expect((await refusal(all, { force: true, rebase: true })).code).toBe('unreadable-manifest')
  })
})

describe('places that cannot be written', () => {
  test('a file, a file above, a dangling link', async () => {
    await mkdir(join(place, 'deep'))
    await writeFile(out, 'a file')
    expect((await refusal(all)).code).toBe('output-not-a-folder')
    await expect(writeArtifacts(join(out, 'below'), all)).rejects.toMatchObject({ code: 'unwritable-output' })
    await symlink(join(place, 'nowhere'), join(place, 'dangling'))
    await expect(writeArtifacts(join(place, 'dangling'), all)).rejects.toMatchObject({ code: 'unwritable-output' })
  })

  test.each([
    ['a folder', 'services', false],
    ['a folder further down', 'services/one/src', false],
    ['a file', 'README.md', true],
    ['the manifest', manifestName, true],
    ['the folder for drafts', workName, false],
  ])('a symbolic link for %s is not followed', async (_name, path, file) => {
    const elsewhere = join(place, 'elsewhere')
    await mkdir(elsewhere)
    await writeFile(join(elsewhere, 'file'), JSON.stringify({ generator: 'fountain-split', schemaVersion: 1, files: [] })) // prettier-ignore
    await mkdir(join(out, path, '..'), { recursive: true })
    await symlink(file ? join(elsewhere, 'file') : elsewhere, join(out, path))
    expect((await refusal(all, { force: true, rebase: true })).code).toMatch(/^foreign-file$|^output-not-a-folder$/)
    expect(await readdir(elsewhere)).toEqual(['file'])
  })

  test('a folder where a file should be', async () => {
    await mkdir(join(out, 'README.md'), { recursive: true })
    expect((await refusal(all, { force: true })).code).toBe('foreign-file')
  })

  test.each(['EACCES', 'ENOSPC', 'EROFS', 'EDQUOT', 'ENAMETOOLONG', 'EUCLEAN'])('%s is told as such', async (code) => {
    const { files } = faultyFileSystem('error', 12, code)
    await expect(writeArtifacts(out, all, {}, files)).rejects.toMatchObject({
      code: 'unwritable-output',
      message: expect.stringMatching(/cannot be written: \S/),
    })
    expect(await snapshot(place)).toEqual({})
  })

  test('no permission', async ({ skip }) => {
    if (process.getuid?.() === 0) skip('root writes everywhere')
    await chmod(place, 0o555)
    await expect(writeArtifacts(out, all)).rejects.toMatchObject({ code: 'unwritable-output' })
    await chmod(place, 0o755)
  })
})

test('the preview touches nothing', async () => {
  expect(await preview(all)).toHaveLength(3)
  expect(await snapshot(place)).toEqual({})
})
