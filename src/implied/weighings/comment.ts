import { commentedTargets } from '../commented-targets.ts'
import type { Weighing } from '../signal.ts'

/** Its comment says so. */
export const comment: Weighing = {
  id: 'comment',
  weigh({ column, target }, scene) {
    return commentedTargets(column, scene).includes(target) ? { weight: 3, because: 'its comment says so' } : undefined
  },
}
