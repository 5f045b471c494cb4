import type { Weighing } from '../signal.ts'

/** A relation that is named after the other: order_lines and orders, personphone and person. */
export const relationName: Weighing = {
  id: 'relation-name',
  weigh({ owner, target }) {
    const own = owner.glued
    const other = target.owner.glued
    if (own === other || other.length < 3) return undefined
    if (own.startsWith(other) || own.endsWith(other))
      return { weight: 0.5 + other.length / 20, because: `${owner.relation.name} is named after it` }
    return undefined
  },
}
