import type { Actor } from '../actor.ts'
import { awaitAnswer } from '../await-answer.ts'
import { askForRelease } from '../key-release.ts'

/** Asks for a row to go whose key other services have to agree about; the answer stands for what became of the DELETE. */
export const releaseKey: Actor = {
  id: 'release-key',
  async act(side, operations, services) {
    const asked = await askForRelease(side, operations)
    if (asked === undefined) return undefined
    if (asked.request === undefined) return { outcome: asked.refusal, written: [], mayBeByChoice: 'asked' }
    const outcome = await awaitAnswer(side, asked.request, services)
    return { outcome, written: services.keys(), mayBeByChoice: 'asked' }
  },
}
