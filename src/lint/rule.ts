import type { Boundary } from '../boundary/boundary.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Config } from '../config/config.ts'
import type { Coupling } from '../coupling/coupling.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import type { EarlierContracts } from './contract-breaks.ts'
import type { RuleCard } from './rule-card.ts'
import type { Evidence } from '../core/diagnostic.ts'

/** What rules judge. */
export interface LintContext {
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly couplings: readonly Coupling[]
  /** All decisions; made when a rule asks for them, since most do not. */
  readonly plan: () => SplitPlan
  /** What `lint.options` says to single rules. */
  readonly options?: NonNullable<Config['lint']>['options']
  /** `inputHash` of the plan.json in the configured output folder; undefined where there is none. */
  readonly writtenHash?: string
  /** What services told each other before: everything that code which is still deployed may rely on. */
  readonly earlierContracts?: readonly EarlierContracts[]
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

export interface Rule extends RuleCard {
  /** `false`: never kept in a baseline, since it is mended by running a command. */
  readonly recordable?: false
  find(context: LintContext): Iterable<Discovery>
}
