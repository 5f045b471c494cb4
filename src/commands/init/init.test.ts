import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import schema from '../../../schemas/fountain-split.schema.json' with { type: 'json' }
import { projectFolder, runCli } from '../run-cli.test-support.ts'
import { runHere } from '../run-here.test-support.ts'
import { keys, runInTerminal, type InTerminal } from '../run-in-terminal.test-support.ts'

/** The questions of the plain way, in order, and what comes before any of them is answered. */
const questions = [
  'Where is your schema?',
  'Count them like declared keys?',
  'Which services to begin with?',
  'These services?',
  'Take what is proposed for them?',
  'Where will services keep their tables?',
  'Write a baseline',
  'Write fountain-split.yaml?',
] as const

let place = ''
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'fountain-split-init-'))
  await cp(join(projectFolder, 'fixtures/fountain-without-keys.sql'), join(place, 'schema.sql'))
})
afterEach(() => rm(place, { recursive: true, force: true }))

/** Answers questions in turn; each with the keys that are pressed once it is there. */
async function answer(terminal: InTerminal, ...turns: readonly (readonly [string | RegExp, ...string[]])[]) {
  for (const [question, ...pressed] of turns) {
    await terminal.until(question)
    // The keys of a question are listed below it: all of it is there.
    await terminal.until('back')
    terminal.press(...pressed)
  }
}

async function analyzed(): Promise<{
  services: { name: string; relations: string[] }[]
  references: Record<string, unknown>[]
}> {
  return JSON.parse((await runHere(['analyze', '--format', 'json'], { cwd: place })).stdout)
}

const checkConfig = new Ajv().compile(schema)

describe('init at a terminal', () => {
  test.each([80, 40])('the whole path, %i columns wide: Enter to everything', async (columns) => {
    const terminal = runInTerminal(['init'], { cwd: place, columns })
    for (const question of questions.slice(0, -1)) await answer(terminal, [question, keys.enter])
    await terminal.until(questions.at(-1)!)
    expect(terminal.broken()).toEqual([])
    expect(await readdir(place)).toEqual(['schema.sql'])
    terminal.press(keys.enter)
    expect(await terminal.ended).toBe(0)
    expect(terminal.text()).toContain('4 of 26 foreign keys cross')
    expect(terminal.text().trimEnd().split('\n').at(-1)).toMatch(/split\.html$/)
    expect((await readdir(place)).toSorted()).toEqual([
      '.fountain-split-baseline.json',
      'fountain-split.yaml',
      'schema.sql',
    ])
    const config = parse(await readFile(join(place, 'fountain-split.yaml'), 'utf8'))
    expect(checkConfig(config), JSON.stringify(checkConfig.errors)).toBe(true)
    expect((await runCli(['lint'], { cwd: place })).code).toBe(0)
  })

  test('tables are moved with their price, services renamed, merged and added, strategies chosen', async () => {
    const terminal = runInTerminal(['init', 'schema.sql'], { cwd: place })
    await answer(terminal, [questions[1], keys.enter], [questions[2], keys.enter])
    // Move dialogue from character to scene.
    await answer(terminal, [questions[3], keys.down, keys.enter], ['Which table?', 'dialogue'])
    await terminal.until('❯ public.dialogue  (character)')
    terminal.press(keys.enter)
    await terminal.until('❯ scene: 4 → 5 crossings (gains 2, loses 1)')
    await terminal.until('back')
    terminal.press(keys.enter)
    await terminal.until('public.dialogue: character → scene')
    await answer(terminal, [questions[3], keys.down, keys.down, keys.enter], ['Rename which?', keys.down, keys.enter])
    await answer(terminal, ['Its new name:'])
    terminal.press(keys.clearLine, 'bad name', keys.enter)
    await terminal.until('Letters, digits')
    terminal.press(keys.clearLine, 'stage', keys.enter)
    await answer(terminal, [questions[3], keys.down, keys.down, keys.down, keys.down, keys.enter])
    await answer(terminal, ['Its name:', 'people', keys.enter])
    // The first of the first service: character.
    await answer(terminal, ['Which tables go there?', keys.space, keys.enter])
    await answer(terminal, [questions[3], keys.down, keys.down, keys.down, keys.enter])
    await answer(
      terminal,
      ['Merge which?', keys.enter],
      ['Merge character into which?', keys.down, keys.down, keys.enter],
    )
    await answer(terminal, [questions[3], keys.enter], [questions[4], keys.down, keys.enter])
    await answer(terminal, ['Which key?', keys.down, keys.enter], ['What checks writes?', keys.down, keys.enter])
    await answer(terminal, ['When the referenced row is deleted?', keys.enter], ['When its key changes?', keys.enter])
    await answer(terminal, ['Which key?', keys.escape], [questions[4], keys.enter], [questions[5], keys.enter])
    await answer(terminal, [questions[6], keys.down, keys.enter], [questions[7], keys.enter])
    expect(await terminal.ended).toBe(0)

    expect(await readdir(place)).toEqual(['fountain-split.yaml', 'schema.sql'])
    const { services, references } = await analyzed()
    expect(services.map(({ name }) => name)).toEqual(['people', 'script', 'stage'])
    expect(services[0]!.relations).toEqual(['action', 'casting', 'character', 'characterrelationship', 'parenthetical'].map((name) => `public.${name}`)) // prettier-ignore
    expect(services[2]!.relations).toContain('public.dialogue')
    expect(references.filter(({ guard }) => guard === 'application')).toHaveLength(1)
    expect(references.filter(({ guard }) => guard === 'replicate')).toHaveLength(references.length - 1)
  })

  test('Escape goes back from every question to the one before', async () => {
    const terminal = runInTerminal(['init'], { cwd: place })
    for (const [at, question] of questions.entries()) {
      if (at === 0) {
        // There is none before: it is asked again.
        await answer(terminal, [question, keys.escape], [question, keys.enter])
        continue
      }
      await answer(terminal, [question, keys.escape], [questions[at - 1]!, keys.enter])
      if (at < questions.length - 1) await answer(terminal, [question, keys.enter])
    }
    await answer(terminal, [questions.at(-1)!, keys.interrupt])
    expect(await terminal.ended).toBe(130)
    expect(await readdir(place)).toEqual(['schema.sql'])
  })

  test('Escape goes back from what is asked within a question', async () => {
    const terminal = runInTerminal(['init', 'schema.sql'], { cwd: place })
    await answer(
      terminal,
      [questions[1], keys.down, keys.enter],
      ['Which of them?', keys.escape],
      [questions[1], keys.enter],
    )
    await answer(terminal, [questions[2], 'Another', keys.enter], ['How many', keys.escape])
    await answer(terminal, [questions[2], keys.enter], [questions[3], keys.down, keys.enter])
    await answer(
      terminal,
      ['Which table?', keys.enter],
      ['to which service?', keys.escape],
      ['Which table?', keys.escape],
    )
    await answer(terminal, [questions[3], keys.enter], [questions[4], keys.down, keys.enter])
    await answer(terminal, ['Which key?', keys.down, keys.enter], ['What checks writes?', keys.enter])
    await answer(
      terminal,
      ['row is deleted?', keys.escape],
      ['What checks writes?', keys.escape],
      ['Which key?', keys.escape],
    )
    await answer(terminal, [questions[4], keys.interrupt])
    expect(await terminal.ended).toBe(130)
  })

  test.each(questions)('Ctrl-C at “%s” leaves nothing behind', async (last) => {
    const terminal = runInTerminal(['init'], { cwd: place })
    for (const question of questions) {
      if (question === last) break
      await answer(terminal, [question, keys.enter])
    }
    await answer(terminal, [last, keys.interrupt])
    expect(await terminal.ended).toBe(130)
    expect(terminal.text()).toMatch(/Stopped\. Nothing was written\.$/)
    expect(await readdir(place)).toEqual(['schema.sql'])
  })

  test('a configuration that is there is replaced only where that is asked for', async () => {
    const file = join(place, 'fountain-split.yaml')
    await writeFile(file, 'source: mine.sql\n')
    const left = runInTerminal(['init'], { cwd: place })
    await answer(left, ['There is fountain-split.yaml already.', keys.enter])
    expect(await left.ended).toBe(0)
    expect(await readFile(file, 'utf8')).toBe('source: mine.sql\n')

    const replaced = runInTerminal(['init'], { cwd: place })
    await answer(replaced, ['There is fountain-split.yaml already.', keys.down, keys.enter])
    for (const question of questions) await answer(replaced, [question, keys.enter])
    expect(await replaced.ended).toBe(0)
    expect(await readFile(file, 'utf8')).toContain('source: schema.sql')
  })

  test('what cannot be read is asked for again', async () => {
    await rm(join(place, 'schema.sql'))
    await writeFile(
      join(place, 'odd.txt'),
      'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t);',
    )
    const terminal = runInTerminal(['init'], { cwd: place })
    await answer(terminal, ['File, folder or URL:', 'no-such.sql', keys.enter])
    await terminal.until('there is no file or folder no-such.sql')
    await answer(terminal, ['File, folder or URL:', 'odd.txt', keys.enter], [questions[3], keys.interrupt])
    expect(await terminal.ended).toBe(130)
  })
})

describe('init without a terminal', () => {
  test('says so instead of hanging', async () => {
    const { code, stdout, stderr } = await runCli(['init'], { cwd: place })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('there is no terminal to ask on')
    expect(stderr).toContain('--yes')
    expect(await readdir(place)).toEqual(['schema.sql'])
  })

  test('--yes goes from nothing to a first report and a configuration with one command', async () => {
    const { code, stdout, stderr } = await runCli(['init', '--yes'], { cwd: place })
    expect(code).toBe(0)
    expect(stdout).toContain('Foreign keys that cross')
    expect(stderr).toContain('Wrote fountain-split.yaml and .fountain-split-baseline.json.')
    expect(stdout).toBe((await runCli(['analyze'], { cwd: place })).stdout)
    expect((await runCli(['lint'], { cwd: place })).code).toBe(0)
  })

  test.each([
    [['init', '--yes'], 'fountain-split.yaml', 'there is fountain-split.yaml already', '--force'],
    [['init', '--yes'], 'fountain-split.json', 'two configurations in one folder', '--config'],
    [['init', '--yes', 'no-such.sql'], '', 'there is no file or folder no-such.sql', ''],
    [['init', '--yes', '--services', '99'], '', '24 relations cannot be 99 services', 'from 1 to 24'],
    [['init', '--yes', '--config', 'no/such/place.yaml'], '', 'there is no folder', ''],
  ])('%j with “%s” there: %s', async (words, there, message, hint) => {
    if (there !== '') await writeFile(join(place, there), '{}')
    const before = await readdir(place)
    const { code, stdout, stderr } = await runCli(words, { cwd: place })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect(await readdir(place)).toEqual(before)
  })

  test('in an empty folder it says what to name', async () => {
    await rm(join(place, 'schema.sql'))
    const { code, stderr } = await runCli(['init', '--yes'], { cwd: place })
    expect(code).toBe(2)
    expect(stderr).toContain('no schema was found in this folder')
  })

  test('standard input, another file, no baseline, quiet', async () => {
    const input = await readFile(join(place, 'schema.sql'))
    const { code, stderr } = await runCli(['init', '-', '--yes', '--quiet', '--no-baseline', '--config', 'services.yaml'], { cwd: place, input }) // prettier-ignore
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect((await readdir(place)).toSorted()).toEqual(['schema.sql', 'services.yaml'])
    expect((await runCli(['analyze', 'schema.sql', '--config', 'services.yaml'], { cwd: place })).code).toBe(0)
  })
})
