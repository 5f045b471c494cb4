import type { Weighing } from '../signal.ts'

/** Where a schema calls its references by the bare noun throughout, a bare noun is one. */
export const habit: Weighing = {
  id: 'habit',
  weigh({ spelling }, { callsByNoun }) {
    if (spelling !== 'bare-relation' || !callsByNoun) return undefined
    return { weight: 1.5, because: 'as references are named throughout this schema' }
  },
}
