import type { Severity } from '../core/diagnostic.ts'

/** What examples are judged with. */
export interface ExampleSetting {
  /** fountain-split.yaml; absent: each schema is a service. */
  readonly config?: string
  /** The baseline's text. */
  readonly baseline?: string
  /** The SQL that the generated files were made from. */
  readonly written?: string
  /** The SQL whose contracts what is found is held against. */
  readonly earlier?: string
  /** The generated files were made from the example itself. */
  readonly generated?: true
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
  /** YAML of `lint.options.<id>`, with what holds where nothing is set. */
  readonly options?: string
}
