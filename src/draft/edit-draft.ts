import { FountainError } from '../core/fountain-error.ts'
import { compareText } from '../core/order.ts'
import type { Draft } from './draft.ts'

/**
 * Gives a relation to a service, which is made if it is not there; a service that has nothing left goes. Throws FountainError
 * `unknown-relation` (exit 2) for one that no service has.
 */
export function moveRelation(draft: Draft, relation: string, to: string): Draft {
  if (![...draft.services.values()].some((list) => list.includes(relation)))
    throw new FountainError('unknown-relation', `no service has ${relation}`, { hint: 'Names are as SQL writes them.' })
  const services = new Map(
    [...draft.services].map(([name, list]) => [name, list.filter((each) => each !== relation)] as const),
  )
  services.set(to, [...(services.get(to) ?? []), relation].sort(compareText))
  return withServices(draft, services)
}

/** A service under another name. Throws FountainError `taken-name` (exit 2) where another has it. */
export function renameService(draft: Draft, from: string, to: string): Draft {
  if (from === to) return draft
  if (draft.services.has(to))
    throw new FountainError('taken-name', `there is a service ${to} already`, { hint: 'Merge the two, or choose another name.' }) // prettier-ignore
  return withServices(draft, new Map([...draft.services].map(([name, list]) => [name === from ? to : name, list])))
}

/** One service of two: `gone` goes into `into`. */
export function mergeServices(draft: Draft, gone: string, into: string): Draft {
  const services = new Map(draft.services)
  services.set(into, [...(services.get(into) ?? []), ...(services.get(gone) ?? [])].sort(compareText))
  services.delete(gone)
  return withServices(draft, services)
}

export function withServices(draft: Draft, services: ReadonlyMap<string, readonly string[]>): Draft {
  return { ...draft, services: new Map([...services].filter(([, list]) => list.length > 0)) }
}

/** Why a text cannot name a service; undefined where it can. */
export function whyNoName(name: string, draft: Draft, own = ''): string | undefined {
  if (name.trim() === '') return 'A name, please.'
  if (name !== name.trim()) return 'No blanks around it.'
  // A service has a folder and, unless told otherwise, a role of its name.
  if (!/^[\p{L}_][\p{L}\p{N}_-]{0,62}$/u.test(name)) return 'Letters, digits, _ and -, at most 63; no digit first.'
  if (name !== own && draft.services.has(name)) return `There is a service ${name} already.`
  return undefined
}
