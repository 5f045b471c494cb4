import { describe, expect, test } from 'vitest'
import { judgeExample } from './judge-example.test-support.ts'
import type { LintReport } from './finding.ts'

const tables = `CREATE SCHEMA users;
CREATE TABLE users.account (id bigint PRIMARY KEY);
CREATE SCHEMA orders;
CREATE TABLE orders.invoice (id bigint PRIMARY KEY, a bigint);
CREATE INDEX ON orders.invoice (a);
`
const key = 'ALTER TABLE orders.invoice ADD FOREIGN KEY (a) REFERENCES users.account'
const told = ({ findings }: LintReport) => findings.map(({ rule, state }) => `${rule} ${state}`)

describe('an inline comment', () => {
  const ignore = '-- fountain-split-ignore crossing-foreign-key agreed'
  test.each([
    ['before its statement', `${ignore}\n${key};`],
    ['at the end of its line', `${key}; ${ignore}`],
    ['inside of it', key.replace(' REF', `\n  ${ignore}\n  REF`) + ';'],
    [
      'beside a text',
      `COMMENT ON TABLE orders.invoice IS 'don''t'; -- it's old: fountain-split-ignore x\n${ignore}\n${key};`.replace(
        ': fountain-split-ignore x',
        '',
      ),
    ],
    ['in a block', `/* fountain-split-ignore crossing-foreign-key agreed */ ${key};`],
  ])('%s allows, with its reason', async (_, sql) => {
    const report = await judgeExample(tables + sql)
    expect(told(report)).toEqual([])
    expect(report.suppressed).toEqual([
      expect.objectContaining({ rule: 'crossing-foreign-key', suppressedBy: 'comment', reason: 'agreed' }),
    ])
    expect(report.summary).toEqual({ new: 0, known: 0, stale: 0, suppressed: 1 })
  })

  test.each([
    ['at another statement', `${ignore}\nCREATE TABLE orders.other ();\n${key};`, ['unused-suppression new', 'crossing-foreign-key new']], // prettier-ignore
    ['for another rule', `-- fountain-split-ignore crossing-view agreed\n${key};`, ['unused-suppression new', 'crossing-foreign-key new']], // prettier-ignore
    ['in a text', `COMMENT ON TABLE orders.invoice IS '-- fountain-split-ignore crossing-foreign-key x'; ${key};`, ['crossing-foreign-key new']], // prettier-ignore
    ['after the end', `${key};\n\n${ignore}\n`, ['crossing-foreign-key new', 'unused-suppression new']],
  ])('%s does not', async (_, sql, lines) => expect(told(await judgeExample(tables + sql))).toEqual(lines))

  test('in the body of a routine, for the routine', async () => {
    const body = `BEGIN\n  ${ignore.replace('foreign-key', 'routine')}\n  PERFORM 1 FROM users.account, orders.invoice;\nEND`
    const report = await judgeExample(
      `${tables}CREATE FUNCTION orders.f() RETURNS void LANGUAGE plpgsql AS $x$ ${body} $x$;`,
    )
    expect([told(report), report.summary.suppressed]).toEqual([[], 1])
  })

  test('two of a kind are two findings', async () => {
    const { findings } = await judgeExample(`${tables}${ignore}\n${ignore}\nCREATE TABLE orders.other ();`)
    expect(findings.map(({ subject }) => subject)).toEqual([
      'crossing-foreign-key at orders.other',
      'crossing-foreign-key at orders.other (2)',
    ])
  })
})

describe('the configuration', () => {
  const lint = (config: string) => judgeExample(`${tables}${key};`, { config: `lint:\n  ${config}` })
  test('turns a rule off, or changes its severity', async () => {
    expect(told(await lint('rules: { crossing-foreign-key: off }'))).toEqual([])
    expect((await lint('rules: { crossing-foreign-key: info }')).findings[0]).toMatchObject({ severity: 'info' })
  })
  test('allows a direction, with its reason', async () => {
    const report = await lint('allow: [{ from: orders, to: users, reason: agreed }]')
    expect(told(report)).toEqual([])
    expect(report.suppressed).toEqual([expect.objectContaining({ suppressedBy: 'configuration', reason: 'agreed' })])
  })
  test('what it allows in vain, or misspells, is found', async () => {
    expect(told(await lint('allow: [{ from: users, to: orders, reason: agreed }]'))).toEqual([
      'unused-suppression new',
      'crossing-foreign-key new',
    ])
    expect(told(await lint('rules: { crosing-view: off }'))).toEqual(['unknown-rule new', 'crossing-foreign-key new'])
    expect(told(await lint('allow: [{ from: orders, to: users, rules: [crossing-foreign-keys], reason: r }]'))).toEqual(
      ['unknown-rule new', 'unused-suppression new', 'crossing-foreign-key new'],
    )
  })
})

describe('the baseline', () => {
  const entry = (more: object) => ({ rule: 'crossing-foreign-key', subject: 'orders.invoice(a) -> users.account', ...more }) // prettier-ignore
  const lint = (sql: string, ...entries: object[]) =>
    judgeExample(tables + sql, { baseline: JSON.stringify({ version: 1, entries }) })
  test('knows what it lists, with its reason', async () => {
    const report = await lint(`${key};`, entry({ reason: 'old' }))
    expect(report.findings).toEqual([expect.objectContaining({ state: 'known', reason: 'old', severity: 'error' })])
    expect(report.summary).toEqual({ new: 0, known: 1, stale: 0, suppressed: 0 })
  })
  test('is stale where nothing matches', async () => {
    const report = await lint('', entry({}))
    expect(report.findings).toEqual([expect.objectContaining({ rule: 'stale-baseline', state: 'stale' })])
    expect(report.summary).toEqual({ new: 0, known: 0, stale: 1, suppressed: 0 })
  })
  test('is not stale where a comment allows it', async () => {
    expect(told(await lint(`${key}; -- fountain-split-ignore crossing-foreign-key agreed`, entry({})))).toEqual([])
  })
  test.each([
    ['2025-12-31', 'new', 'error'],
    ['2026-01-01', 'known', 'info'],
  ])('an entry until %s is %s on 2026-01-01', async (expires, state, severity) => {
    const baseline = JSON.stringify({ version: 1, entries: [entry({ expires })] })
    const config = 'lint: { rules: { crossing-foreign-key: info } }'
    const { findings } = await judgeExample(`${tables}${key};`, { baseline, config })
    expect(findings).toEqual([expect.objectContaining({ state, severity })])
  })
  test('an entry for a rule that does not exist is said to be that', async () => {
    expect(told(await lint('', entry({ rule: 'crossing-foreign-keys' })))).toEqual(['unknown-rule stale'])
  })
})
