import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Severity } from '../core/diagnostic.ts'
import type { Coupling } from '../coupling/coupling.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import type { Evidence } from '../core/diagnostic.ts'

/** What rules judge. */
export interface LintContext {
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly couplings: readonly Coupling[]
  readonly plan: SplitPlan
  /** `inputHash` of the plan.json in the configured output folder; undefined where there is none. */
  readonly writtenHash?: string
}

/** One thing a rule found. */
export interface Discovery {
  /** Identity within the rule: names only. */
  readonly subject: string
  readonly service: string
  /** The other service, for allowed directions; '' where there is none. */
  readonly toService: string
  readonly message: string
  readonly hint: string
  /** Where a comment can allow it. */
  readonly statement?: number
  readonly evidence?: Evidence
}

/** The configuration that an example is judged with; absent: each schema is a service. */
export interface RuleExample {
  readonly sql: string
}

export interface Rule {
  readonly id: string
  readonly severity: Severity
  /** One line, for lists. */
  readonly summary: string
  /** The long story, Markdown. */
  readonly why: string
  /** SQL that the rule finds, and the same intent without the finding. Both load on PostgreSQL. */
  readonly bad: string
  readonly good: string
  find(context: LintContext): Iterable<Discovery>
}
