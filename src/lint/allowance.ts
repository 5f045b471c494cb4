import type { Discovery } from './rule.ts'

/** A direction that the configuration allows: `*` stands for any part of a service's name. */
export interface Allowance {
  readonly from: string
  readonly to: string
  /** Rule ids; without them, every crossing rule. */
  readonly rules?: readonly string[]
  readonly reason: string
}

/** Whether an allowance covers a finding. Only what has two ends can be allowed by direction. */
export function covers(allowance: Allowance, rule: string, discovery: Discovery): boolean {
  if (discovery.service === '' || discovery.toService === '') return false
  if (allowance.rules === undefined ? !rule.startsWith('crossing-') : !allowance.rules.includes(rule)) return false
  return matches(allowance.from, discovery.service) && matches(allowance.to, discovery.toService)
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`, 'su').test(name)
}
