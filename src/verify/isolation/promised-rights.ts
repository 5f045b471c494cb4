import { ofKey } from '../../emit/reference-sql/own-names.ts'
import type { ServiceReferences } from '../../emit/references/service-references.ts'
import type { Thing } from './read-things.ts'

/** What a service's role needs on what is the service's own, by kind. */
const needed = {
  relation: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
  sequence: ['SELECT', 'USAGE'],
  routine: ['EXECUTE'],
  schema: ['USAGE'],
} as const satisfies Readonly<Record<Thing['kind'], readonly string[]>>

export function rightsOnOwn(thing: Thing): readonly string[] {
  // Identity columns take from their sequence whoever inserts.
  if (thing.isIdentity) return []
  return thing.isMaterialized ? ['SELECT'] : needed[thing.kind]
}

/** What a service's role needs on what stands in the place of references; all else there is closed to it. */
export function rightsAtHome({ referenced, replicated }: ServiceReferences): (thing: Thing) => readonly string[] {
  // Its own sagas it notes in the transaction that does their steps.
  const relations = new Set(['saga_run', 'saga_step', 'saga_message'])
  const routines = new Set(['refuse', 'release_state', 'wait_for_release'])
  for (const key of replicated) for (const what of ['adopt', 'hold']) routines.add(ofKey(key, what).name)
  for (const key of referenced.flat())
    for (const what of ['request_release', 'release', 'request_key_change', 'change'])
      routines.add(ofKey(key, what).name)
  return ({ kind, name }) => {
    if (kind === 'schema') return needed.schema
    return (kind === 'relation' && relations.has(name)) || (kind === 'routine' && routines.has(name))
      ? needed[kind]
      : []
  }
}
