import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectFolder } from './run-cli.test-support.ts'
import { runInTerminal } from './run-in-terminal.test-support.ts'

// What is read comes in two pieces, so that every machine takes more than a second for it.
let place = ''
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-progress-'))
  await writeFile(join(place, 'first.sql'), 'CREATE TABLE public.one (id int PRIMARY KEY);\n')
  await writeFile(join(place, 'second.sql'), 'CREATE TABLE public.two (id int PRIMARY KEY REFERENCES public.one);\n')
})
afterAll(() => rm(place, { recursive: true }))

function slowly(words: string, more = ''): ReturnType<typeof runInTerminal> {
  const program = `'${process.execPath}' '${projectFolder}bin/fountain-split.js'`
  const script = `(cat first.sql; sleep 3; cat second.sql) | ${program} ${words} ${more}`
  // bash itself speaks up about a locale that the machine does not have.
  return runInTerminal(['-c', script], { cwd: place, command: 'bash', env: { LC_ALL: 'C' } })
}

const frame = /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] (reading|splitting|looking for services|looking for what is parked) … \d+ s/

describe.concurrent('what takes more than a second', () => {
  test.each([
    ['analyze -', 'reading'],
    ['lint -', 'reading'],
    ['suggest -', 'looking for services'],
    ["explain 'public.two(id)' -", 'reading'],
    ['generate - --out split', 'splitting'],
    ['events -', 'looking for what is parked'],
  ])('%s says what it does, and takes that away', async (words, what) => {
    const terminal = slowly(words)
    await terminal.until(`${what} … 1 s`)
    await terminal.ended
    expect(terminal.text()).not.toMatch(frame)
    expect(terminal.text()).not.toBe('')
    expect(terminal.broken()).toEqual([])
  })

  test.each([
    ['--quiet', ''],
    ['', '2> talk.txt'],
  ])('not with %s %s', async (flag, redirect) => {
    const terminal = slowly(`analyze - --format json ${flag}`, `> plan.json ${redirect}`)
    expect(await terminal.ended).toBe(0)
    expect(terminal.raw()).toBe('')
    expect(await readFile(join(place, 'talk.txt'), 'utf8').catch(() => '')).toBe('')
    expect(JSON.parse(await readFile(join(place, 'plan.json'), 'utf8'))).toHaveProperty('schemaVersion', 1)
  })

  test('with the result in a pipe it is still said, beside it', async () => {
    const terminal = slowly('analyze - --format json', '> plan.json')
    await terminal.until(frame)
    expect(await terminal.ended).toBe(0)
    expect(terminal.text()).toBe('')
  })
})
