import { partMakers } from './part-registry.ts'
import type { ReferencePart } from './reference-part.ts'
import type { ServiceReferences } from './service-references.ts'

/**
 * All that a service needs in the place of its removed foreign keys, in the order in which it is made. What several of them
 * need, as the index on columns that refer to two services, is made once.
 */
export function listParts(service: ServiceReferences): ReferencePart[] {
  const { referenced, replicated } = service
  const parts = [
    ...partMakers.flatMap((maker) => (maker.per === 'service' ? maker.make(service) : [])),
    ...referenced.flatMap((keys) =>
      partMakers.flatMap((maker) => (maker.per === 'referenced-relation' ? maker.make(keys, service) : [])),
    ),
    ...replicated.flatMap((key) => [
      ...partMakers.flatMap((maker) => (maker.per === 'replicated-key' ? maker.make(key, service) : [])),
      ...key.references.flatMap((reference) =>
        partMakers.flatMap((maker) => (maker.per === 'reference' ? maker.make(reference, key, service) : [])),
      ),
    ]),
  ]
  return [...new Map(parts.map((part) => [part.id, part])).values()]
}
