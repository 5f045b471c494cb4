import type { Evidence, Severity } from '../core/diagnostic.ts'

/** `new` fails; `known` stands in the baseline; `stale` is a baseline entry that nothing matches any more. */
export type FindingState = 'new' | 'known' | 'stale'

export interface Finding {
  readonly rule: string
  readonly severity: Severity
  /** What it is about, in names that PostgreSQL reads; with the rule it is the finding's identity across runs. */
  readonly subject: string
  readonly message: string
  readonly hint: string
  readonly evidence: Evidence | null
  readonly state: FindingState
  /** The service that must act; '' where there is none. */
  readonly service: string
  /** From the baseline entry: why it is known. */
  readonly reason?: string
}

/** A finding that an inline comment or a configured pattern allows. */
export interface SuppressedFinding extends Finding {
  readonly suppressedBy: 'comment' | 'configuration'
}

export interface LintReport {
  readonly findings: readonly Finding[]
  readonly suppressed: readonly SuppressedFinding[]
  readonly summary: {
    readonly new: number
    readonly known: number
    readonly stale: number
    readonly suppressed: number
  }
}

/** What makes two findings the same over time: free of lines, files, constraint names and owners. */
export function findingIdentity(finding: { readonly rule: string; readonly subject: string }): string {
  return `${finding.rule}\0${finding.subject}`
}
