import { api } from './strategies/api.ts'
import { application } from './strategies/application.ts'
import { event } from './strategies/event.ts'
import { refuse } from './strategies/refuse.ts'
import { replicate } from './strategies/replicate.ts'
import { saga } from './strategies/saga.ts'
import type { Guard, GuardStrategy, Reaction, ReactionStrategy } from './strategy.ts'

/** In the order in which they are proposed: the first that fits. */
export const guards: readonly GuardStrategy[] = [replicate, application, api]

/** In the order in which they are proposed: the first that fits. `refuse` fits where nobody changes the key anyway. */
export const reactions: readonly ReactionStrategy[] = [refuse, event, saga]

export function guardStrategy(id: Guard): GuardStrategy {
  return guards.find((guard) => guard.id === id)!
}

export function reactionStrategy(id: Reaction): ReactionStrategy {
  return reactions.find((reaction) => reaction.id === id)!
}
