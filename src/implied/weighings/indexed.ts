import type { Weighing } from '../signal.ts'

/** People index what they join by. */
export const indexed: Weighing = {
  id: 'indexed',
  weigh({ owner, column }) {
    const { primary, indexed } = owner.facts
    if (primary.length === 1 && primary[0] === column.name) return undefined
    return indexed.includes(column.name) ? { weight: 0.4, because: 'an index begins with it' } : undefined
  },
}
