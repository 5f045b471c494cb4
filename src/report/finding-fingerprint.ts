import { createHash } from 'node:crypto'
import { findingIdentity } from '../lint/finding.ts'

/** A finding's identity as hex: the same when lines move, files are renamed or constraints get other names. */
export function fingerprint(finding: { readonly rule: string; readonly subject: string }): string {
  return createHash('sha256').update(findingIdentity(finding)).digest('hex').slice(0, 40)
}

/** Where the pages of the rules stand. */
export function rulePage(rule: string): string {
  return `https://github.com/fountain-split/fountain-split/blob/main/docs/rules/${rule}.md`
}
