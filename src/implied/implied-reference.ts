import type { Column, Relation } from '../catalog/object.ts'

/** A reference that no constraint declares. */
export interface ImpliedReference {
  /** Like a foreign key's: `public.script(author_id) -> public.playwright(author_id)`. */
  readonly id: string
  readonly relation: Relation
  readonly column: Column
  readonly referenced: Relation
  readonly referencedColumn: Column
  /** Between 0 and 1, two decimals; of a hundred with 0.9 about ninety should be right. */
  readonly confidence: number
  /** What speaks for it, in words. */
  readonly because: string
}

/** A reference to one of several relations: one column says which, the other names the row. Never guessed at. */
export interface PolymorphicPair {
  /** `public.comment(commentable_type, commentable_id)` */
  readonly id: string
  readonly relation: Relation
  readonly typeColumn: Column
  readonly idColumn: Column
  readonly because: string
}

export interface ImpliedFindings {
  /** Sorted by id; for each column the best, whatever its confidence. */
  readonly references: readonly ImpliedReference[]
  /** Sorted by id. */
  readonly polymorphic: readonly PolymorphicPair[]
}

/** Below this a reference is not shown unless the configuration says otherwise. */
export const defaultConfidence = 0.8
