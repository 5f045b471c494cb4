import type { ReactionStrategy } from '../strategy.ts'

export const refuse: ReactionStrategy = {
  id: 'refuse',
  summary: 'the referenced service never does it to a key that others may name',
  tier: (guard) => (guard === 'replicate' ? 2 : 4),
  remains: (guard, on) =>
    `Stricter than the constraint: to ${on} such a key is refused also where no row names it.${guard === 'replicate' ? '' : ' Writes that do not go through the guard are not checked.'}`,
  fitness({ key, generatedKey }, on) {
    const refused = key.onUpdate === 'no action' || key.onUpdate === 'restrict'
    if (on === 'update' && refused && generatedKey)
      return { verdict: 'fit', because: ['The database makes the referenced key, and nobody changes it.'] }
    return { verdict: 'stricter', because: [`To ${on} such a key is refused, also where nothing names it.`] }
  },
  duties: ({ key: { referenced } }, on) => [{ kind: 'refuse-key-change', service: referenced.service, on }],
}
