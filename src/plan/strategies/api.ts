import type { GuardStrategy } from '../strategy.ts'
import { looksEarlier } from '../looks-earlier.ts'
import { movesByVote } from '../moves-by-vote.ts'

export const api: GuardStrategy = {
  id: 'api',
  summary: 'the referenced service is asked before each write',
  fitness(scene) {
    const moves = movesByVote(scene)
    if (moves.length > 0) return { verdict: 'unsafe', because: moves }
    return {
      verdict: 'weak',
      because: [
        'Only writes that ask first are checked; SQL of others is not, and the answer needs the other service up.',
        ...looksEarlier(scene.key),
      ],
    }
  },
  duties({ key: { referencing, referenced } }) {
    return [
      { kind: 'guard-write', service: referencing.service, by: 'api' },
      { kind: 'reconcile', service: referencing.service },
      { kind: 'answer-existence', service: referenced.service },
    ]
  },
}
