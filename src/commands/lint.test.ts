import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Finding } from '../index.ts'
import { baselineOf, entry, findingsOf, key, lint, Places, record, tables } from './lint-place.test-support.ts'
import { projectFolder } from './run-cli.test-support.ts'

const places = new Places()
afterAll(() => places.done())

describe('Fountain', () => {
  test('with a baseline: green, 18 keys known; one more fails at its line; one less is stale', async () => {
    const fountain = await readFile(join(projectFolder, 'fixtures/fountain.sql'), 'utf8')
    const folder = await places.make({ 'db/001_fountain.sql': fountain, 'fountain-split.yaml': 'source: db\n' })

    expect((await lint(folder)).code).toBe(1)
    const made = await lint(folder, ...record)
    expect(made).toMatchObject({ code: 0, stdout: '✓ nothing new, 18 foreign keys and 17 other findings known\n' })
    const green = await lint(folder)
    expect(green).toMatchObject({ code: 0, stderr: '' })
    expect(green.stdout).toBe('✓ nothing new, 18 foreign keys and 17 other findings known\n')

    const migration = `-- what the season needs
ALTER TABLE "production-schema".props ADD COLUMN owner_id integer;
CREATE INDEX ON "production-schema".props (owner_id);
ALTER TABLE "production-schema".props
    ADD FOREIGN KEY (owner_id) REFERENCES "playwrights-schema".playwright (author_id);
`
    await writeFile(join(folder, 'db/002_props.sql'), migration)
    const { code, stdout } = await lint(folder, '--format', 'json')
    const told = JSON.parse(stdout) as { findings: Finding[]; summary: object }
    const fresh = told.findings.filter(({ state }) => state === 'new')
    expect(code).toBe(1)
    expect(told.summary).toEqual({ new: 1, known: 35, stale: 0, suppressed: 0 })
    expect(fresh).toEqual([
      expect.objectContaining({
        rule: 'crossing-foreign-key',
        subject: '"production-schema".props(owner_id) -> "playwrights-schema".playwright',
        evidence: expect.objectContaining({ file: 'db/002_props.sql', line: 5, column: 9 }),
      }),
    ])
    expect(fresh[0]!.message).toMatch(/a foreign key of production into playwrights/)

    const removed = fountain.replace(/REFERENCES "playwrights-schema"[^,]*,/, ',')
    expect(removed).not.toBe(fountain)
    await writeFile(join(folder, 'db/001_fountain.sql'), removed)
    await rm(join(folder, 'db/002_props.sql'))
    const less = (await findingsOf(folder)).filter(({ state }) => state !== 'known')
    const gone = '"scripts-schema".script(author_id) -> "playwrights-schema".playwright'
    expect(less.map(({ rule, state, subject }) => [rule, state, subject])).toEqual([
      ['stale-baseline', 'stale', `crossing-foreign-key: ${gone}`],
      ['stale-baseline', 'stale', `unstable-referenced-key: ${gone}`],
    ])
    expect(await lint(folder, '--update-baseline')).toMatchObject({ code: 0 })
    expect((await lint(folder)).stdout).toBe('✓ nothing new, 17 foreign keys and 16 other findings known\n')
  })
})

describe('exit codes', () => {
  const one = tables + key('account_id')
  const configured = 'source: schema.sql\nlint: { baseline: known.json }\n'
  test.each<[string, number, Record<string, string>, string[]]>([
    ['nothing crosses', 0, { 'schema.sql': tables }, ['schema.sql']],
    ['a crossing, no baseline', 1, { 'schema.sql': one }, ['schema.sql']],
    ['it is known', 0, { 'schema.sql': one, 'b.json': baselineOf(entry('account_id')) }, ['schema.sql', '--baseline', 'b.json']], // prettier-ignore
    ['one more than known', 1, { 'schema.sql': one + key('payer_id'), 'b.json': baselineOf(entry('account_id')) }, ['schema.sql', '--baseline', 'b.json']], // prettier-ignore
    ['one less than known', 1, { 'schema.sql': tables, 'b.json': baselineOf(entry('account_id')) }, ['schema.sql', '--baseline', 'b.json']], // prettier-ignore
    ['its day is over', 1, { 'schema.sql': one, 'b.json': baselineOf(entry('account_id', { expires: '2020-01-01' })) }, ['schema.sql', '--baseline', 'b.json']], // prettier-ignore
    ['a day to come', 0, { 'schema.sql': one, 'b.json': baselineOf(entry('account_id', { expires: '2999-01-01' })) }, ['schema.sql', '--baseline', 'b.json']], // prettier-ignore
    ['found by the default name', 0, { 'schema.sql': one, '.fountain-split-baseline.json': baselineOf(entry('account_id')) }, ['schema.sql']], // prettier-ignore
    ['only a warning, and errors fail', 0, { 'schema.sql': tables.replace(/CREATE INDEX.*payer_id\);\n/, '') + '-- fountain-split-ignore crossing-foreign-key asked for\n' + key('payer_id') }, ['schema.sql', '--fail-on', 'error']], // prettier-ignore
    ['only a warning, and by default it fails', 1, { 'schema.sql': tables.replace(/CREATE INDEX.*payer_id\);\n/, '') + '-- fountain-split-ignore crossing-foreign-key asked for\n' + key('payer_id') }, ['schema.sql']], // prettier-ignore
    ['a crossing, and nothing fails', 0, { 'schema.sql': one }, ['schema.sql', '--fail-on', 'never']],
    ['a rule turned off', 0, { 'schema.sql': one, 'fountain-split.yaml': 'lint: { rules: { crossing-foreign-key: off } }\n' }, ['schema.sql']], // prettier-ignore
    ['a direction allowed', 0, { 'schema.sql': one, 'fountain-split.yaml': 'lint: { allow: [{ from: orders, to: users, reason: ok }] }\n' }, ['schema.sql']], // prettier-ignore
    ['the other direction allowed', 1, { 'schema.sql': one, 'fountain-split.yaml': 'lint: { allow: [{ from: users, to: orders, reason: ok }] }\n' }, ['schema.sql']], // prettier-ignore
    ['a configured baseline that is missing', 2, { 'schema.sql': tables, 'fountain-split.yaml': configured }, []],
    ['a configured baseline that is damaged', 2, { 'schema.sql': tables, 'fountain-split.yaml': configured, 'known.json': '<<<<<<< HEAD\n' }, []], // prettier-ignore
    ['a named baseline that is missing', 2, { 'schema.sql': tables }, ['schema.sql', '--baseline', 'no.json']],
    ['the default one, damaged', 2, { 'schema.sql': tables, '.fountain-split-baseline.json': '{"version":2,"entries":[]}' }, ['schema.sql']], // prettier-ignore
    ['shrinking what is not there', 2, { 'schema.sql': tables }, ['schema.sql', '--update-baseline']],
    ['growing without a reason', 2, { 'schema.sql': one }, ['schema.sql', '--update-baseline', '--allow-additions']],
    ['growing without updating', 2, { 'schema.sql': one }, ['schema.sql', '--allow-additions', '--reason', 'r']],
    ['a reason for nothing', 2, { 'schema.sql': one }, ['schema.sql', '--update-baseline', '--reason', 'r']],
    ['a day that is none', 2, { 'schema.sql': one }, ['schema.sql', ...record, '--expires', '2030-02-30']],
    ['a day that is over', 2, { 'schema.sql': one }, ['schema.sql', ...record, '--expires', '2020-02-01']],
    ['an unknown format', 2, { 'schema.sql': one }, ['schema.sql', '--format', 'xml']],
    ['two formats for one output', 2, { 'schema.sql': one }, ['schema.sql', '--format', 'json', '--format', 'sarif']],
    ['an unknown severity', 2, { 'schema.sql': one }, ['schema.sql', '--fail-on', 'fatal']],
    ['an unknown option', 2, { 'schema.sql': one }, ['schema.sql', '--fix']],
    ['no source', 2, {}, []],
    ['unreadable SQL', 2, { 'schema.sql': 'CREATE TABEL t ();' }, ['schema.sql']],
    ['unreadable SQL, reported', 0, { 'schema.sql': 'CREATE TABEL t ();\nCREATE TABLE t ();' }, ['schema.sql', '--keep-going']], // prettier-ignore
    ['a revision outside of a repository', 2, { 'schema.sql': one }, ['schema.sql', '--since', 'HEAD']],
  ])('%s: %i', async (_, code, files, words) => {
    const result = await lint(await places.make(files), ...words)
    expect(result, result.stderr).toMatchObject({ code })
    // What stops it leaves no half report.
    expect(result.stdout === '').toBe(code === 2)
  })
})
