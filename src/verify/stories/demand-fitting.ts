import { FountainError } from '../../core/fountain-error.ts'
import { nameKey } from '../../core/identifier.ts'
import type { Operation } from '../histories/history.ts'
import { isFault } from '../histories/history.ts'
import type { Arena } from '../replay/arena.ts'
import type { Story } from './story.ts'

/**
 * A story can be replayed where its relations are, each in the service that its clients write to.
 *
 * @throws FountainError `unreadable-story` (exit 2)
 */
export function demandFitting(story: Story, { shapes, serviceOf }: Pick<Arena, 'shapes' | 'serviceOf'>): void {
  const demandRelation = ({ relation }: Operation) => {
    if (!shapes.has(nameKey(...relation))) throw otherSource(`relation ${relation.join('.')}`)
  }
  if (story.check === 'serial-replay') return story.history.forEach((step) => isFault(step) || step.forEach(demandRelation)) // prettier-ignore
  story.setup.flat().forEach(demandRelation)
  const sent = story.round.clients.flatMap(({ service, transactions }) => transactions.map(({ operations }) => ({ service, operations }))) // prettier-ignore
  for (const { service, operations } of [...sent, ...story.recorded.transactions])
    for (const operation of operations) {
      demandRelation(operation)
      const owner = serviceOf(nameKey(...operation.relation))
      if (owner !== service) throw otherSource(`relation ${operation.relation.join('.')} in service ${service}`)
    }
}

function otherSource(what: string): FountainError {
  return new FountainError('unreadable-story', `the story is of another source, or of another split of it: there is no ${what}`, {
    hint: 'Give the source and the configuration that it was found with, or what was mended of them.',
  }) // prettier-ignore
}
