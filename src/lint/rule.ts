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

/** What examples are judged with. */
export interface ExampleSetting {
  /** fountain-split.yaml; absent: each schema is a service. */
  readonly config?: string
  /** The baseline's text. */
  readonly baseline?: string
  /** The SQL that the generated files were made from. */
  readonly written?: string
}

/** What a rule is, for lists and pages. */
export interface RuleCard {
  readonly id: string
  /** Where the configuration says nothing else. */
  readonly severity: Severity
  /** One line, for lists. */
  readonly summary: string
  /** The long story, Markdown. */
  readonly why: string
  /** SQL that the rule finds, and the same intent without the finding. Both load on PostgreSQL. */
  readonly bad: string
  readonly good: string
  readonly setting?: ExampleSetting
}

export interface Rule extends RuleCard {
  /** `false`: never kept in a baseline, since it is mended by running a command. */
  readonly recordable?: false
  find(context: LintContext): Iterable<Discovery>
}
