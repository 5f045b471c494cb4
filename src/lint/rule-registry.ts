import { ownRules } from './own-rules.ts'
import type { RuleCard } from './rule-card.ts'
import type { Rule } from './rule.ts'
import { breakingContract } from './rules/breaking-contract.ts'
import { crossingForeignKey } from './rules/crossing-foreign-key.ts'
import { crossingGrant } from './rules/crossing-grant.ts'
import { crossingInheritance } from './rules/crossing-inheritance.ts'
import { crossingPolicy } from './rules/crossing-policy.ts'
import { crossingPublication } from './rules/crossing-publication.ts'
import { crossingRoutine } from './rules/crossing-routine.ts'
import { crossingRewriteRule } from './rules/crossing-rule.ts'
import { crossingSequence } from './rules/crossing-sequence.ts'
import { crossingTrigger } from './rules/crossing-trigger.ts'
import { crossingType } from './rules/crossing-type.ts'
import { crossingView } from './rules/crossing-view.ts'
import { naturalKeyReference } from './rules/natural-key-reference.ts'
import { openSearchPath } from './rules/open-search-path.ts'
import { serviceCircle } from './rules/service-circle.ts'
import { staleOutput } from './rules/stale-output.ts'
import { unassignedRelation } from './rules/unassigned-relation.ts'
import { unindexedReference } from './rules/unindexed-reference.ts'
import { unstableReferencedKey } from './rules/unstable-referenced-key.ts'
import { weakStrategy } from './rules/weak-strategy.ts'

/** In the order in which findings at the same place are told. */
export const rules: readonly Rule[] = [
  crossingForeignKey,
  crossingView,
  crossingRoutine,
  crossingTrigger,
  crossingType,
  crossingSequence,
  crossingInheritance,
  crossingPolicy,
  crossingRewriteRule,
  crossingGrant,
  crossingPublication,
  unassignedRelation,
  serviceCircle,
  unindexedReference,
  naturalKeyReference,
  unstableReferencedKey,
  weakStrategy,
  openSearchPath,
  staleOutput,
  breakingContract,
]

const byId = new Map(rules.map((rule) => [rule.id, rule]))

/** Whether a baseline may know findings of this rule: only what the schema itself does, and takes time to undo. */
export function isRecordable(rule: string): boolean {
  return byId.get(rule)?.recordable !== false && byId.has(rule)
}

/** What formats and pages tell of every rule, the linter's own among them. */
export const ruleCards: readonly RuleCard[] = [...rules, ...Object.values(ownRules)]
