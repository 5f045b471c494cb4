import type { ReferencePart } from './reference-part.ts'
import type { HeldKey, HeldReference, ServedKey, ServiceReferences } from './service-references.ts'

interface PartMakerBase {
  /** The first word of its parts' ids. */
  readonly id: string
}

/**
 * Makes one kind of part; nothing where no obligation asks for it. The parts of the service itself come first, then those of
 * its own keys, relation by relation, then those of others' keys, each followed by those of its references.
 */
export type PartMaker = PartMakerBase &
  (
    | { readonly per: 'service'; make(service: ServiceReferences): readonly ReferencePart[] }
    | {
        readonly per: 'referenced-relation'
        make(keys: readonly ServedKey[], service: ServiceReferences): readonly ReferencePart[]
      }
    | { readonly per: 'replicated-key'; make(key: HeldKey, service: ServiceReferences): readonly ReferencePart[] }
    | {
        readonly per: 'reference'
        make(reference: HeldReference, key: HeldKey, service: ServiceReferences): readonly ReferencePart[]
      }
  )
