import type { ReactionStrategy } from '../strategy.ts'

export const saga: ReactionStrategy = {
  id: 'saga',
  summary: 'the key is closed, the services vote, and only then does it go',
  tier: (guard) => (guard === 'replicate' ? 2 : 4),
  remains: (guard, on) =>
    `While the ${on} of a key is voted on, writes that name it are refused and may be tried again.${guard === 'replicate' ? '' : ' Writes that do not go through the guard are not checked.'}`,
  fitness({ refusals }, on) {
    const because = refusals[on].map((refusal) => refusal.because)
    const enough = ['Nothing on the referencing side can refuse it: an event would do.']
    return { verdict: 'fit', because: because.length === 0 ? enough : because }
  },
  duties({ key: { referencing, referenced, onDelete, onUpdate }, reach, refusals }, on, guard) {
    const action = on === 'delete' ? onDelete : onUpdate
    const isAct = action !== 'restrict' && action !== 'no action'
    const by = guard !== 'replicate' ? 'lookup' : isAct ? 'action' : 'native-key'
    return [
      { kind: 'coordinate-release', service: referenced.service, on },
      // Its own keys and triggers can refuse too.
      { kind: 'vote-on-release', service: referenced.service, on, by: 'native-key' },
      {
        kind: 'vote-on-release',
        service: referencing.service,
        on,
        by,
        ...(isAct && refusals[on].length > 0 && { refusable: true as const }),
        ...(isAct && reach[on].length > 0 && { fence: reach[on] }),
      },
      ...(guard === 'replicate'
        ? []
        : ([
            // The guard looks at what is known of the key, and that comes with its events.
            { kind: 'publish-events', service: referenced.service },
            { kind: 'consume-events', service: referencing.service },
            { kind: 'apply-action', service: referencing.service, on },
          ] as const)),
    ]
  },
}
