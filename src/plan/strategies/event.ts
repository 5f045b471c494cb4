import type { ReactionStrategy } from '../strategy.ts'

export const event: ReactionStrategy = {
  id: 'event',
  summary: 'the referenced service tells what happened, and the referencing side follows',
  tier: (guard) => (guard === 'replicate' ? 3 : 4),
  remains: (guard, on) =>
    `Until the event of the ${on} is applied, a row may name a key that is gone.${guard === 'replicate' ? '' : ' Writes that do not go through the guard are not checked.'}`,
  fitness({ refusals }, on) {
    const all = refusals[on]
    if (all.length === 0) return { verdict: 'fit', because: ['Nothing on the referencing side can refuse it.'] }
    const because = all.map((refusal) => refusal.because)
    return { verdict: all.some(({ certain }) => certain) ? 'unsafe' : 'weak', because }
  },
  duties({ key: { referencing, referenced } }, on, guard) {
    return [
      { kind: 'publish-events', service: referenced.service },
      { kind: 'consume-events', service: referencing.service },
      { kind: 'reconcile', service: referencing.service },
      ...(guard === 'replicate' ? [] : [{ kind: 'apply-action', service: referencing.service, on } as const]),
    ]
  },
}
