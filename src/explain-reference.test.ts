import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { runHere } from './commands/run-here.test-support.ts'

const fountain = 'fixtures/fountain.sql'
const explain = (word: string, source = fountain) => runHere(['explain', word, source])

test('a reference by its columns: what it promised, what is planned, why, who does what, what is missing', async () => {
  const { code, stdout } = await explain('"scripts-schema".script(author_id)')
  expect(code).toBe(0)
  for (const piece of [
    '"scripts-schema".script(author_id) -> "playwrights-schema".playwright(author_id)',
    'fixtures/fountain.sql:74',
    'Constraint script_author_id_fkey: delete restrict, update cascade.',
    'Writes: replicate',
    'ON DELETE RESTRICT: saga, tier 2',
    'Because: ON DELETE RESTRICT: a referencing row refuses it.',
    'ON UPDATE CASCADE: event, tier 3',
    'Remains: Until the event of the update is applied',
    '  playwrights votes on whether a key may go.',
    '  scripts votes on whether a key may go.',
    'Replaced: generate writes all of it',
  ])
    expect(stdout).toContain(piece)
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test('what it ends with can be put into the configuration', async () => {
  const { stdout } = await explain('"scripts-schema".script(author_id)')
  expect(parse(stdout.split('To choose otherwise\n')[1]!.replace(/^ {2}/gm, ''))).toEqual({
    references: [{ from: '"scripts-schema".script(author_id)', guard: 'replicate', delete: 'saga' }],
  })
})

test('a reference by its id', async () => {
  const id = '"supporting-schema".note(script_id) -> "scripts-schema".script(script_id)'
  expect((await explain(id)).stdout).toContain('ON DELETE CASCADE: event, tier 3')
})

test.each([
  ['scripts.script(author_id)', 'Did you mean "scripts-schema".script(author_id)?'],
  ['"scripts-schema".script(autor_id)', 'Did you mean "scripts-schema".script(author_id)?'],
  ['"scripts-schema".act(script_id)', 'It stays within one service'],
  ['script(', 'is not of the form'],
])('%s: exit 2, and %s', async (word, told) => {
  const { code, stderr, stdout } = await explain(word)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(told)
})
