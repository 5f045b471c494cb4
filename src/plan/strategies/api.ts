import type { GuardStrategy } from '../strategy.ts'
import { judgeCodeGuard } from '../judge-code-guard.ts'

export const api: GuardStrategy = {
  id: 'api',
  summary: 'the referenced service is asked before each write',
  fitness: (scene) =>
    judgeCodeGuard(
      scene,
      'Only writes that ask first are checked; SQL of others is not, and the answer needs the other service up.',
    ),
  duties({ key: { referencing, referenced } }) {
    return [
      { kind: 'guard-write', service: referencing.service, by: 'api' },
      { kind: 'reconcile', service: referencing.service },
      { kind: 'answer-existence', service: referenced.service },
    ]
  },
}
