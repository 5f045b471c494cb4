/** One end of a reference: columns of a relation, and the service that owns it. Names plain. */
export interface ReferenceEnd {
  readonly service: string
  readonly schema: string
  readonly relation: string
  readonly columns: readonly string[]
}
