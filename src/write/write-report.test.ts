import { spawnSync } from 'node:child_process'
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeReport } from './write-report.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fountain-split-report-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a report', () => {
  test('takes the place of an older one, and leaves nothing beside it', async () => {
    const file = join(folder, 'report.txt')
    await writeFile(file, 'an older and longer one')
    await writeReport(file, ['new', ' one'])
    expect(await readFile(file, 'utf8')).toBe('new one')
    expect(await readdir(folder)).toEqual(['report.txt'])
  })

  test('that fails half-way leaves the older one', async () => {
    const file = join(folder, 'report.txt')
    const failing = function* () {
      yield 'half'
      throw new Error('no more')
    }
    await expect(writeReport(file, failing())).rejects.toThrow('no more')
    expect(await readFile(file, 'utf8')).toBe('new one')
    expect(await readdir(folder)).toEqual(['report.txt'])
  })

  test.skipIf(process.platform === 'win32')('through a symbolic link goes to where that leads', async () => {
    await symlink('report.txt', join(folder, 'link'))
    await writeReport(join(folder, 'link'), ['by the link'])
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(true)
    expect(await readFile(join(folder, 'report.txt'), 'utf8')).toBe('by the link')
  })

  // Stands for /dev/null and the like, which root could otherwise replace by a file.
  test.skipIf(process.platform === 'win32')('to a pipe is poured, and the pipe stays one', async () => {
    const pipe = join(folder, 'pipe')
    spawnSync('mkfifo', [pipe])
    const read = text(createReadStream(pipe))
    await writeReport(pipe, ['a', 'b'])
    expect(await read).toBe('ab')
    expect((await lstat(pipe)).isFIFO()).toBe(true)
  })
})
