import type { Catalog } from '../catalog/catalog.ts'
import type { Relation } from '../catalog/object.ts'
import type { ObjectId } from '../catalog/statement.ts'
import type { ImpliedReference } from '../implied/implied-reference.ts'

/** Two relations that belong together, more or less. */
export interface Tie {
  readonly a: ObjectId
  readonly b: ObjectId
  /** 1 is a foreign key that nobody else shares. */
  readonly weight: number
}

/** What ties are found in. */
export interface TieScene {
  readonly catalog: Catalog
  /** Those that are assigned: neither temporary nor partitions. In order of creation. */
  readonly relations: readonly Relation[]
  readonly implied: readonly ImpliedReference[]
  /** The assigned relation that an object is or is a partition of; undefined for others. */
  readonly homeOf: (id: ObjectId) => ObjectId | undefined
}

/** One reason why relations belong together. */
export interface TieFinder {
  readonly id: string
  /** Its ties are references, each of which crosses where its ends part. */
  readonly countsReferences?: true
  find(scene: TieScene): Iterable<Tie>
}
