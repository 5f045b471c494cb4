import { fingerprint } from '../finding-fingerprint.ts'
import type { LintFormat } from '../lint-format.ts'

const severities = { error: 'major', warning: 'minor', info: 'info' } as const

/** GitLab's code quality report: one entry a finding that is not stale; GitLab itself compares with the target branch. */
export const gitlab: LintFormat = {
  id: 'gitlab',
  repositoryPaths: true,
  print({ report }) {
    const entries = report.findings.map((finding) => ({
      description: finding.message,
      check_name: finding.rule,
      fingerprint: fingerprint(finding),
      severity: severities[finding.severity],
      location: {
        path: finding.evidence?.file ?? 'fountain-split.yaml',
        lines: { begin: finding.evidence?.line ?? 1 },
      },
    }))
    const unique = [...new Map(entries.map((entry) => [entry.fingerprint, entry])).values()]
    return `${JSON.stringify(unique, null, 2)}\n`
  },
}
