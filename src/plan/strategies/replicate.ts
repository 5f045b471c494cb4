import type { GuardStrategy } from '../strategy.ts'

export const replicate: GuardStrategy = {
  id: 'replicate',
  summary: 'a copy of the referenced keys, and a real foreign key to it',
  fitness({ noNativeKey }) {
    if (noNativeKey !== undefined) return { verdict: 'impossible', because: [noNativeKey] }
    return { verdict: 'fit', because: ['A foreign key to a copy of the referenced keys checks each write.'] }
  },
  duties({ key: { referencing, referenced } }) {
    return [
      { kind: 'keep-replica', service: referencing.service },
      { kind: 'guard-write', service: referencing.service, by: 'native-key' },
      { kind: 'consume-events', service: referencing.service },
      { kind: 'reconcile', service: referencing.service },
      { kind: 'publish-events', service: referenced.service },
      { kind: 'answer-existence', service: referenced.service },
    ]
  },
}
