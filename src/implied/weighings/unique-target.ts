import type { Weighing } from '../signal.ts'

/** A primary key is made to be referenced; what is only unique may be so for other reasons. */
export const uniqueTarget: Weighing = {
  id: 'unique-target',
  weigh({ target }) {
    if (target.by === 'primary key') return { weight: 0, because: 'a primary key' }
    return { weight: target.by === 'unique constraint' ? -0.5 : -0.7, because: `a ${target.by}` }
  },
}
