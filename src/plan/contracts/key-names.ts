import { sortByText } from '../../core/order.ts'
import { readableName } from '../../core/readable-name.ts'
import type { Obligation } from '../obligation.ts'
import type { ReferenceEnd } from '../reference-end.ts'

/** The same for every way of writing a key's columns. */
export function keyIdentity({ schema, relation, columns }: ReferenceEnd): string {
  return JSON.stringify([schema, relation, [...columns].sort()])
}

const known = new WeakMap<readonly Obligation[], ReadonlyMap<string, string>>()

/**
 * Identity of each referenced key → its name, unique in its service: the relation and its columns. All keys are named, also those
 * that nothing is generated for yet, so that a name stays when that changes.
 */
export function keyNames(obligations: readonly Obligation[]): ReadonlyMap<string, string> {
  let names = known.get(obligations)
  if (names === undefined) known.set(obligations, (names = nameKeys(obligations)))
  return names
}

function nameKeys(obligations: readonly Obligation[]): Map<string, string> {
  // All that one reference asks for shares its key.
  const distinct = new Set(obligations.map(({ key }) => key))
  const keys = new Map([...distinct].map((key) => [keyIdentity(key), key]))
  const taken = new Map<string, Set<string>>()
  const names = new Map<string, string>()
  for (const [identity, key] of sortByText(keys, ([each]) => each)) {
    const { service, schema, relation, columns } = key
    const others = taken.get(service) ?? new Set<string>()
    taken.set(service, others)
    const name = readableName([relation, ...columns], others, [schema, relation, ...columns])
    others.add(name)
    names.set(identity, name)
  }
  return names
}
