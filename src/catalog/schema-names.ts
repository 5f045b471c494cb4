import type { ObjectId } from './statement.ts'

/** What is named inside one schema, one map for each of PostgreSQL's name spaces. Keys are names as folded. */
export class SchemaNames {
  /** pg_class: tables, views, sequences, indexes, the indexes of constraints. */
  readonly relations = new Map<string, ObjectId>()
  /** pg_type, but for the row types of relations. */
  readonly types = new Map<string, ObjectId>()
  /** pg_proc: overloads in order of creation. */
  readonly routines = new Map<string, ObjectId[]>()
  /** pg_constraint: how many constraints of this schema's relations and domains have the name. */
  readonly constraints = new Map<string, number>()
  /** Everything else, by `form` and name (see `otherKey`). */
  readonly others = new Map<string, ObjectId>()
}

export function otherKey(form: string, name: string): string {
  return `${form}\0${name}`
}
