import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FountainError } from '../core/fountain-error.ts'
import { parseBaseline, printBaseline, updateBaseline, type Baseline } from './baseline.ts'
import type { Finding } from './finding.ts'

const finding = (rule: string, subject: string, state: Finding['state'] = 'known'): Finding => ({
  rule,
  subject,
  state,
  severity: 'error',
  message: subject,
  hint: '',
  evidence: null,
  service: '',
})

const baseline: Baseline = {
  entries: [
    { rule: 'crossing-foreign-key', subject: 'a.b(c) -> d.e', reason: 'since ever', owner: 'team a' },
    { rule: 'crossing-view', subject: 'a.v -> d.e', expires: '2026-12-31' },
  ],
}

describe('a baseline', () => {
  it('is printed sorted and read back the same, whatever order it had', () => {
    const entry = fc.record(
      {
        rule: fc.constantFrom('crossing-view', 'crossing-foreign-key'),
        subject: fc.string({ minLength: 1 }),
        reason: fc.string(),
        expires: fc.constantFrom('2026-01-01', '2030-02-28'),
      },
      { requiredKeys: ['rule', 'subject'] },
    )
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (e) => `${e.rule}\0${e.subject}` }), (entries) => {
        const text = printBaseline({ entries })
        expect(printBaseline({ entries: [...entries].reverse() })).toBe(text)
        expect(printBaseline(parseBaseline(text, 'b.json'))).toBe(text)
      }),
    )
  })

  it.each([
    ['not JSON', '{'],
    ['another version', '{"version":2,"entries":[]}'],
    ['an unknown field', '{"version":1,"entries":[{"rule":"r","subject":"s","line":3}]}'],
    ['an impossible day', '{"version":1,"entries":[{"rule":"r","subject":"s","expires":"2026-13-01"}]}'],
  ])('that is damaged (%s) stops everything', (_, text) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(FountainError)
  })

  it('only shrinks without terms', () => {
    const findings = [finding('crossing-view', 'a.v -> d.e'), finding('crossing-view', 'a.w -> d.e', 'new')]
    const updated = updateBaseline(baseline, findings, undefined)
    expect(updated).toMatchObject({ added: 0, removed: 1, refused: 1 })
    expect(updated.baseline.entries).toEqual([baseline.entries[1]])
  })

  it('grows under terms and keeps what old entries say', () => {
    const findings = [
      finding('crossing-foreign-key', 'a.b(c) -> d.e'),
      finding('crossing-view', 'a.w -> d.e', 'new'),
      finding('crossing-view', 'a.v -> d.e', 'new'),
    ]
    const updated = updateBaseline(baseline, findings, { reason: 'agreed', issue: 'X-1' })
    expect(updated).toMatchObject({ added: 1, removed: 0, refused: 0 })
    expect(updated.baseline.entries).toEqual([
      baseline.entries[0],
      { rule: 'crossing-view', subject: 'a.v -> d.e', reason: 'agreed', issue: 'X-1', expires: undefined },
      { rule: 'crossing-view', subject: 'a.w -> d.e', reason: 'agreed', issue: 'X-1' },
    ])
  })
})
