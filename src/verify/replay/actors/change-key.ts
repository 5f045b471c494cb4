import type { Actor } from '../actor.ts'
import { awaitAnswer } from '../await-answer.ts'
import { askForChange } from '../key-change.ts'

/** Asks for a key to become another where other services have to agree; the answer stands for what became of the UPDATE. */
export const changeKey: Actor = {
  id: 'change-key',
  async act(side, operations, services) {
    const asked = await askForChange(side, operations)
    if (asked === undefined) return undefined
    if (asked.request === undefined) return { outcome: asked.refusal, written: [], mayBeByChoice: 'asked' }
    const outcome = await awaitAnswer(side, asked.request, services)
    return { outcome, written: services.keys(), mayBeByChoice: 'asked' }
  },
}
