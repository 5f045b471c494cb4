import type { LintFormat } from '../lint-format.ts'

/** product.md's JSON, described by schemas/lint.schema.json. */
export const json: LintFormat = {
  id: 'json',
  print({ report }) {
    const findings = report.findings.map(
      ({ rule, severity, subject, message, hint, evidence, state, service, reason }) => ({
        rule,
        severity,
        subject,
        message,
        hint,
        evidence,
        state,
        service,
        ...(reason === undefined ? {} : { reason }),
      }),
    )
    return `${JSON.stringify({ schemaVersion: 1, findings, summary: report.summary }, null, 2)}\n`
  },
}
