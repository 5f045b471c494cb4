import type { ObjectId } from '../catalog/statement.ts'

export interface Service {
  readonly name: string
  /** Schemas in which it has objects, as PostgreSQL folds them, sorted. */
  readonly schemas: readonly string[]
  /** Its database role in `layout: schemas`; by default its name. */
  readonly role: string
}

/** Who owns what. */
export interface Boundary {
  /** Sorted by name. */
  readonly services: readonly Service[]
  /**
   * By object id, the services that the object is given to, sorted. One for every relation and all that is part of it;
   * several for what is copied (schemas, types, extensions, routines that touch no relation); none for what is
   * unassigned. Dropped objects have owners too where the configuration gives them one: their statements are routed.
   */
  readonly owners: readonly (readonly string[])[]
}

/** The one service that owns a relation (or a part of it); '' where there is none. */
export function ownerOf(boundary: Boundary, object: ObjectId): string {
  return boundary.owners[object]?.[0] ?? ''
}
