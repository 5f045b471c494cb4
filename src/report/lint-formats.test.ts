import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import type { Finding, LintReport } from '../lint/finding.ts'
import { lintFormats } from './lint-format-registry.ts'
import type { LintOutput } from './lint-format.ts'
import { plainPalette } from './report.ts'

const hostile = 'a."b\u0007</error>]]>\n::error::|`<b>" -> c.d'
const evidence = { file: 'db/schöma ö.sql', line: 12, column: 5, text: 'account_id bigint REFERENCES users.account' }
const base = { severity: 'error', hint: 'Do this.', service: 'orders', evidence } as const

const findings: Finding[] = [
  { ...base, rule: 'crossing-foreign-key', subject: 'o.i(a) -> u.a', message: 'o.i reaches u.a', state: 'new' },
  { ...base, rule: 'crossing-view', subject: hostile, message: hostile, state: 'known', reason: 'old' },
  {
    ...base,
    rule: 'stale-baseline',
    subject: 'crossing-view: x',
    message: 'x is gone',
    state: 'stale',
    evidence: null,
  },
  { ...base, rule: 'crossing-type', severity: 'warning', subject: hostile, message: hostile, state: 'new' },
]
const report: LintReport = {
  findings,
  suppressed: [{ ...base, rule: 'crossing-view', subject: 's', message: 's', state: 'known', reason: 'r', suppressedBy: 'comment' }], // prettier-ignore
  summary: { new: 2, known: 1, stale: 1, suppressed: 1 },
}
const output: LintOutput = {
  report,
  rules: [...new Set(findings.map((finding) => finding.rule))].map((id) => ({
    id,
    summary: `About ${id}.`,
    why: 'Because.',
    bad: '',
    good: '',
    severity: 'error',
  })),
  version: '1.2.3',
  palette: plainPalette,
  width: 80,
  failed: true,
  fileLines: () => [...Array<string>(10).fill(''), 'CREATE TABLE orders.invoice (', '    account_id bigint REFERENCES users.account', ');'], // prettier-ignore
}

async function print(id: string, changed: Partial<LintOutput> = {}): Promise<string> {
  const format = await lintFormats.get(id)!()
  expect(format.id).toBe(id)
  return format.print({ ...output, ...changed })
}

describe('lint formats', () => {
  it('sarif passes the published schema and carries identities without lines', async () => {
    const require = createRequire(import.meta.url)
    const folder = require.resolve('@microsoft/jest-sarif/package.json').replace('package.json', 'lib/schemas/')
    // Draft 4 and later drafts agree on all that the schema uses but `id`.
    const {
      $schema: _,
      id: __,
      ...schema
    } = JSON.parse(readFileSync(`${folder}sarif-2.1.0-rtm.5.json`, 'utf8')) as Record<string, unknown>
    const ajv = new Ajv({ strict: false, unicodeRegExp: false })
    addFormats.default(ajv)
    const log = JSON.parse(await print('sarif')) as {
      runs: { results: { partialFingerprints: object; baselineState: string; suppressions?: object[] }[] }[]
    }
    const validate = ajv.compile(schema)
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true)
    const results = log.runs[0]!.results
    expect(results.map((result) => result.baselineState)).toEqual(['new', 'unchanged', 'absent', 'new', 'unchanged'])
    expect(results.map((result) => result.suppressions?.length ?? 0)).toEqual([0, 1, 0, 0, 1])

    const moved = findings.map((finding) => ({ ...finding, evidence: { ...evidence, line: 99, file: 'other.sql' } }))
    const again = JSON.parse(await print('sarif', { report: { ...report, findings: moved } })) as typeof log
    expect(again.runs[0]!.results.map((result) => result.partialFingerprints)).toEqual(
      results.map((result) => result.partialFingerprints),
    )
    // The schema must be able to refuse.
    expect(validate({ ...log, version: '3' })).toBe(false)
  })

  it('json is what the published schema says, and the schema can refuse', async () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../schemas/lint.schema.json', import.meta.url), 'utf8'),
    ) as object
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
    const value = JSON.parse(await print('json')) as { findings: Record<string, unknown>[]; summary: object }
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
    expect(value.findings.map(({ subject }) => subject)).toEqual(findings.map(({ subject }) => subject))
    expect(value.summary).toEqual(report.summary)
    for (const field of Object.keys(value)) expect(validate({ ...value, [field]: undefined }), field).toBe(false)
    for (const field of Object.keys(value.findings[0]!))
      expect(validate({ ...value, findings: [{ ...value.findings[0], [field]: 3 }] }), field).toBe(false)
    expect(validate({ ...value, findings: [{ ...value.findings[0], line: 3 }] })).toBe(false)
  })

  it('gitlab has the fields that GitLab reads and unique fingerprints', async () => {
    const entries = JSON.parse(await print('gitlab', { report: { ...report, findings: [...findings, findings[0]!] } }))
    const ajv = new Ajv()
    const validate = ajv.compile(codeQualitySchema)
    expect(validate(entries), JSON.stringify(validate.errors)).toBe(true)
    const prints = (entries as { fingerprint: string }[]).map((entry) => entry.fingerprint)
    expect(new Set(prints).size).toBe(prints.length)
    expect(prints).toHaveLength(findings.length)
  })

  it('github writes one command a line, and no name can start another', async () => {
    const lines = (await print('github')).trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) [^\n]*title=fountain-split%3A [a-z-]+::/)
    expect(lines[0]).toContain('file=db/schöma ö.sql,line=12,col=5')
  })

  it.each(['junit', 'checkstyle'])('%s is well-formed XML', async (id) => {
    const text = await print(id)
    expect(() => assertWellFormed(text)).not.toThrow()
    expect(text).not.toContain('\u0007')
    expect(() => assertWellFormed(text.replace('</', '<'))).toThrow()
  })

  it.each(['junit', 'checkstyle'])(
    '%s has the elements and attributes that its readers know, and no others',
    async (id) => {
      const text = await print(id)
      expect(strangersIn(text, known[id]!)).toEqual([])
      expect(strangersIn(text.replace(/<(testcase|error) /, '<$1 colour="red" '), known[id]!)).toHaveLength(1)
      expect(strangersIn(text.replaceAll(/<(\/?)(testcase|error)\b/g, '<$1case'), known[id]!)).not.toEqual([])
      expect(strangersIn(text.replace(/ (classname|severity)="[^"]*"/, ''), known[id]!)).toHaveLength(1)
    },
  )

  it('junit counts new and stale as failures, known as skipped', async () => {
    const text = await print('junit')
    expect(text.match(/<failure/g)).toHaveLength(3)
    expect(text.match(/<skipped/g)).toHaveLength(1)
  })

  it('markdown keeps names inside their cells', async () => {
    const lines = (await print('markdown')).trimEnd().split('\n')
    expect(lines.slice(4)).toHaveLength(3)
    for (const line of lines.slice(4)) expect(line.match(/(?<!\\)\|/g)).toHaveLength(5)
  })

  it('pretty shows a frame for what fails and one line of summary', async () => {
    await expect(print('pretty')).resolves.toMatchInlineSnapshot(`
      "error crossing-foreign-key  o.i reaches u.a
        db/schöma ö.sql:12:5
          11 | CREATE TABLE orders.invoice (
        > 12 |     account_id bigint REFERENCES users.account
             |     ^
          13 | );
        → Do this.

      error stale-baseline  x is gone
        → Do this.

      warning crossing-type  a."b\\u{7}</error>]]>\\u{a}::error::|\`<b>" -> c.d
        db/schöma ö.sql:12:5
          11 | CREATE TABLE orders.invoice (
        > 12 |     account_id bigint REFERENCES users.account
             |     ^
          13 | );
        → Do this.

      ✗ 2 new, 1 stale, 0 foreign keys and 1 other finding known, 1 allowed
      "
    `)
  })

  it('pretty is one line when all is well', async () => {
    const known = { ...report, findings: [findings[1]!], summary: { new: 0, known: 1, stale: 0, suppressed: 0 } }
    await expect(print('pretty', { report: known, failed: false, fewer: 3 })).resolves.toMatchInlineSnapshot(`
      "✓ nothing new, 0 foreign keys and 1 other finding known, 3 fewer than before
      "
    `)
  })
})

// From GitLab's description of the report: what it reads of each entry.
const codeQualitySchema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', minLength: 1, not: { pattern: '^(\\./|/)' } },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
}

interface KnownElement {
  readonly in: readonly string[]
  readonly must: readonly string[]
  readonly may: readonly string[]
}

/**
 * Neither format has a schema of its makers. JUnit: what the XSD of Jenkins' xUnit plugin has, and beside it `file` of a case, which
 * GitLab reads, and `skipped` in all. Checkstyle: what its XMLLogger writes.
 */
const known: Readonly<Record<string, Readonly<Record<string, KnownElement>>>> = {
  junit: {
    testsuites: { in: [''], must: [], may: ['name', 'time', 'tests', 'failures', 'errors', 'skipped'] },
    testsuite: { in: ['testsuites'], must: ['name', 'tests', 'failures', 'errors'], may: ['skipped', 'time', 'timestamp', 'hostname', 'id', 'package', 'file'] }, // prettier-ignore
    testcase: { in: ['testsuite'], must: ['name', 'classname'], may: ['time', 'group', 'file'] },
    skipped: { in: ['testcase'], must: [], may: ['type', 'message'] },
    failure: { in: ['testcase'], must: [], may: ['type', 'message'] },
  },
  checkstyle: {
    checkstyle: { in: [''], must: ['version'], may: [] },
    file: { in: ['checkstyle'], must: ['name'], may: [] },
    error: { in: ['file'], must: ['line', 'severity', 'message', 'source'], may: ['column'] },
  },
}

/** Elements that stand where none is known, and attributes that are missing or unknown. */
function strangersIn(text: string, elements: Readonly<Record<string, KnownElement>>): string[] {
  const open = ['']
  const found: string[] = []
  for (const [, closing, name, attributes = '', empty] of text.matchAll(tags)) {
    if (name === undefined) continue
    if (closing !== undefined) {
      open.pop()
      continue
    }
    const element = elements[name]
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, attribute]) => attribute!)
    if (element === undefined || !element.in.includes(open.at(-1)!)) found.push(`<${name}> in <${open.at(-1)}>`)
    else {
      const { must, may } = element
      found.push(...must.filter((each) => !names.includes(each)).map((each) => `<${name}> without ${each}`))
      found.push(...names.filter((each) => !must.includes(each) && !may.includes(each)).map((each) => `<${name} ${each}>`)) // prettier-ignore
    }
    if (empty === undefined) open.push(name)
  }
  return found
}

const tags = /<(\/)?([a-zA-Z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/)?>|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|</g

/** Tags close in order, and nothing stands outside them but text; enough for what our writers make. */
function assertWellFormed(text: string): void {
  const open: string[] = []
  for (const [, closing, name, , empty] of text.matchAll(tags)) {
    if (name === undefined) continue
    if (closing !== undefined) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
    } else if (empty === undefined) open.push(name)
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> not closed`)
}
