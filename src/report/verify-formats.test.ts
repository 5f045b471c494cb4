import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import type { Verdict } from '../verify/verdict.ts'
import { plainPalette } from './report.ts'
import { verifyFormats } from './verify-format-registry.ts'

const verdict: Verdict = {
  schemaVersion: 1,
  passed: false,
  checks: [
    { id: 'loads-alone', passed: true, details: [], notChecked: ['one thing'] },
    { id: 'catalogs-equal', passed: false, details: ['a column\u0007 </failure>]]> is missing'], notChecked: [] },
    { id: 'types-compile', passed: null, details: [], notChecked: ['there is no compiler'] },
  ],
  leftOut: [{ file: 'a.sql', line: 7, message: 'function uuidv7() does not exist' }],
  replay: { seed: 1, operations: 10, seconds: 1.5, faults: 2, refused: 3, differences: 0 },
  concurrent: { seed: 1, rounds: 2, clients: 8, transactions: 20, operations: 30, seconds: 2, faults: 2, refused: 4, turnedAway: 1, looks: 50, groups: 3, steps: 25, undecided: 0, differences: 0 }, // prettier-ignore
}

async function print(id: string, value: Verdict = verdict): Promise<string> {
  const format = await verifyFormats.get(id)!()
  expect(format.id).toBe(id)
  return [...format.render(value, { palette: plainPalette, width: 80 })].join('')
}

test('json is what the published schema says, and the schema can refuse', async () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schemas/verify.schema.json', import.meta.url), 'utf8'),
  ) as object
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema)
  const value = JSON.parse(await print('json')) as Verdict
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
  expect(value).toEqual(verdict)
  for (const field of Object.keys(value)) expect(validate({ ...value, [field]: undefined }), field).toBe(false)
  expect(validate({ ...value, replay: null, concurrent: null })).toBe(true)
  for (const figures of ['replay', 'concurrent'] as const)
    for (const field of Object.keys(value[figures]!))
      expect(validate({ ...value, [figures]: { ...value[figures], [field]: -1 } }), field).toBe(false)
  for (const field of Object.keys(value.leftOut[0]!))
    expect(validate({ ...value, leftOut: [{ ...value.leftOut[0], [field]: [] }] }), field).toBe(false)
  for (const field of Object.keys(value.checks[0]!))
    expect(validate({ ...value, checks: [{ ...value.checks[0], [field]: 3 }] }), field).toBe(false)
  expect(validate({ ...value, more: 1 })).toBe(false)
})

test('junit has a case a check: failed, skipped, and what was not looked at', async () => {
  const xml = await print('junit')
  expect(xml).toContain('tests="4" failures="1" errors="0" skipped="2"')
  expect(xml).toMatch(/<testcase classname="verify" name="catalogs-equal">\s*<failure/)
  expect(xml).not.toContain('\u0007')
  expect(xml).toContain('one thing')
  expect(xml).toMatch(/<testcase classname="verify" name="source-loads">[^]*a\.sql:7: function uuidv7/)
})

test('pretty tells what failed and what was not made, and does not call it proven', async () => {
  expect(await print('pretty')).toBe(`✓ loads-alone
    not checked:
    one thing
✗ catalogs-equal
    a column\\u{7} </failure>]]> is missing
– types-compile
    not checked:
    there is no compiler
! 1 statement left out on both sides, which this PostgreSQL refuses:
    a.sql:7: function uuidv7() does not exist
  one after the other: 10 operations, 3 refused by both, 2 faults; 1.5 s, seed 1
  at once: 30 operations of 8 clients in 2 rounds, 4 refused, 1 turned away, 2 faults; 2 s, seed 1
  3 groups of keys put in order by 25 steps; 50 looks for orphans meanwhile

Not proven: 1 of 3 checks failed, 1 not made; 2 things not checked; 1 statement left out.
`)
  expect(await print('pretty', { ...verdict, passed: true, checks: verdict.checks.slice(0, 1) })).toContain(
    '\nProven: 1 check passed; 1 thing not checked; 1 statement left out.\n',
  )
  const many = Array.from({ length: 8 }, (_, line) => ({ file: 'a.sql', line: line + 1, message: 'no' }))
  const told = await print('pretty', { ...verdict, leftOut: many })
  expect(told).toMatch(/^! 8 statements left out[^]*a\.sql:5: no\n {4}and 3 more: --format json has all of them$/m)
  expect(await print('pretty', { ...verdict, leftOut: [] })).not.toContain('left out')
})

test('markdown is a summary for a pull request: nothing of the schema is markup, what was not checked is folded', async () => {
  const told: Verdict = {
    ...verdict,
    checks: [
      ...verdict.checks,
      {
        id: 'serial-replay',
        passed: false,
        details: ['<b>`x`</b> | [y](z) differs'],
        notChecked: [],
        story: [' 1. shop: INSERT INTO "a```b" VALUES (1)\u0007', '    ✗ One database has it'],
      },
    ],
  }
  expect(await print('markdown', told)).toBe(`## fountain-split verify: Not proven

❌ 2 of 4 checks failed, 1 not made; 2 things not checked; 1 statement left out.

|  | Check | Outcome |
| --- | --- | --- |
| ✅ | \`loads-alone\` | passed, 1 thing not checked |
| ❌ | \`catalogs-equal\` | failed, 1 finding |
| ➖ | \`types-compile\` | not made, 1 thing not checked |
| ❌ | \`serial-replay\` | failed, 1 finding |

| Histories | Operations | Clients | Refused | Faults | Differences | Seconds | Seed |
| --- | --- | --- | --- | --- | --- | --- | --- |
| one after the other | 10 | 1 | 3 | 2 | 0 | 1.5 | 1 |
| at once | 30 | 8 in 2 rounds | 4 | 2 | 0 | 2 | 1 |

At once: 3 groups of keys put in order by 25 steps, 50 looks for orphans meanwhile, 1 turned away.

### \`catalogs-equal\`

- a column&#92;u{7} &#60;/failure&#62;&#93;&#93;&#62; is missing

### \`serial-replay\`

- &#60;b&#62;&#96;x&#96;&#60;/b&#62; &#124; &#91;y&#93;(z) differs

\`\`\`\`text
 1. shop: INSERT INTO "a\`\`\`b" VALUES (1)\\u{7}
    ✗ One database has it
\`\`\`\`

<details>
<summary>Not checked: 2 things</summary>

- \`loads-alone\`: one thing
- \`types-compile\`: there is no compiler

</details>

<details>
<summary>Left out on both sides, since this PostgreSQL refuses it: 1 statement</summary>

- \`a.sql:7\`: function uuidv7() does not exist

</details>
`)
  const proven = await print('markdown', { ...verdict, passed: true, leftOut: [], replay: null, concurrent: null, checks: [{ ...verdict.checks[0]!, notChecked: [] }] }) // prettier-ignore
  expect(proven).toContain('## fountain-split verify: Proven\n\n✅ 1 check passed.\n')
  expect(proven).not.toMatch(/Histories|###|details/)
})
