import type { Config } from '../config/config.ts'
import type { Severity } from '../core/diagnostic.ts'
import type { Allowance } from './allowance.ts'
import type { Baseline } from './baseline.ts'

export type RuleSetting = Severity | 'off'

/** What the configuration says of rules, by id. */
export function configuredSeverities({ lint }: Config): LintOptions['severities'] {
  return new Map(Object.entries(lint?.rules ?? {}))
}

export interface LintOptions {
  /** By rule id; unset rules keep their own severity. */
  readonly severities: ReadonlyMap<string, RuleSetting>
  readonly allowances: readonly Allowance[]
  readonly baseline: Baseline
  /** Name of the baseline's file, for evidence. */
  readonly baselineFile: string
  /** YYYY-MM-DD, for expiry. */
  readonly today: string
  /** Only part of the schema was read: entries that nothing matches may belong to the rest. */
  readonly partial: boolean
  /** Identities that stood at an earlier revision; these count as known. */
  readonly earlier?: ReadonlySet<string>
}
