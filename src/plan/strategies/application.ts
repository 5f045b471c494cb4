import type { GuardStrategy } from '../strategy.ts'
import { judgeCodeGuard } from '../judge-code-guard.ts'

export const application: GuardStrategy = {
  id: 'application',
  summary: 'the service’s own code looks the referenced row up before each write',
  fitness: (scene) => judgeCodeGuard(scene, 'Only writes of the service’s own code are checked; other SQL is not.'),
  duties({ key: { referencing, referenced } }) {
    return [
      { kind: 'guard-write', service: referencing.service, by: 'lookup' },
      { kind: 'reconcile', service: referencing.service },
      // One of the ways to look it up.
      { kind: 'answer-existence', service: referenced.service },
    ]
  },
}
