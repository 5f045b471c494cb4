import fc from 'fast-check'
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TextPositions } from '../core/text-position.ts'
import { readSource } from './read-source.ts'
import { sourceFile } from './source-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'fountain-split-held-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const line = `comment on table "é" is '${'x'.repeat(77)}';\n`
const text = Buffer.from(`${line.repeat(350_000)}-- ${'y'.repeat(20_000)}\n${line}`)

function written(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('a large text that was let go of', () => {
  let held: ReturnType<typeof sourceFile>
  beforeAll(() => {
    held = sourceFile('a.sql', Buffer.from(text), false, written('a.sql'))
    held.letGo()
  })

  test('is what it was, in part and whole', () => {
    const positions = new TextPositions('a.sql', text)
    const place = fc.oneof(
      fc.nat(text.length),
      fc.nat(30_000),
      fc.nat(30_000).map((back) => text.length - back),
    )
    const length = fc.oneof(fc.nat(2000), fc.nat(100_000))
    fc.assert(
      fc.property(place, length, (start, count) => {
        const end = Math.min(text.length, start + count)
        expect(held.part(start, end).equals(text.subarray(start, end))).toBe(true)
        expect(held.positions.evidence(start, end)).toEqual(positions.evidence(start, end))
      }),
      { numRuns: 500 },
    )
    expect(held.length).toBe(text.length)
    expect(held.bytes.equals(text)).toBe(true)
    expect(held.part(0, 10)).toEqual(text.subarray(0, 10))
  })

  test('is read whole at most once', () => expect(held.bytes).toBe(held.bytes))

  test('tells whether it lets go', () => {
    expect([held.letGo(), held.letGo()]).toEqual([true, false])
    expect(sourceFile('-', Buffer.from(text)).letGo()).toBe(false)
  })
})

test.each([
  ['grew', (path: string) => appendFileSync(path, ' ')],
  ['was written to', (path: string) => utimesSync(path, 1, 1)],
  ['is gone', (path: string) => rmSync(path)],
])('a file that %s since is refused', (_, change) => {
  const path = written('b.sql')
  const held = sourceFile('b.sql', Buffer.from(text), false, path)
  held.letGo()
  held.part(0, 10)
  change(path)
  expect(() => held.part(1_000_000, 1_000_010)).toThrow('b.sql has changed since it was read')
  expect(() => held.bytes).toThrow('b.sql has changed since it was read')
})

test('what cannot be read twice is held', () => {
  const held = sourceFile('-', Buffer.from(text))
  const { bytes } = held
  held.letGo()
  expect(held.bytes).toBe(bytes)
  // Such a path has no file behind it: it may be a pipe.
  const pipe = sourceFile('c.sql', Buffer.from(text), false, '/dev/null')
  pipe.letGo()
  expect(pipe.part(5, 9).toString()).toBe('nt o')
})

test('a file that is small enough is held', async () => {
  const path = join(folder, 'small.sql')
  writeFileSync(path, line)
  const { files } = await readSource([path], { cwd: folder })
  files[0]!.letGo()
  rmSync(path)
  expect(files[0]!.bytes.toString()).toBe(line)
})

test('one that is read from disk is let go of', async () => {
  const path = written('d.sql')
  const { files } = await readSource([path], { cwd: folder })
  files[0]!.letGo()
  rmSync(path)
  expect(() => files[0]!.bytes).toThrow('has changed since it was read')
})
