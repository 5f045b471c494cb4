import type { Relation, View } from '../catalog/object.ts'

/** What can be assigned by name: tables, and views where the configuration lists them. */
export type Assignable = Relation | View

/** One rule of the configuration that gives relations to a service. */
export interface Assignment {
  readonly service: string
  /** As the user wrote it, for diagnostics: `schemas: shop`. */
  readonly written: string
  /** Where that stands in the configuration; absent where nobody wrote it. */
  readonly path?: readonly PropertyKey[]
  matches(object: Assignable): boolean
}

/** One way of assigning. Of several ways the one that stands first in the registry wins. */
export interface Assigner {
  readonly id: string
  /** Whether one that never matches is worth saying: what the user wrote down. */
  readonly declared: boolean
  assignments(services: ServiceRules, catalogSchemas: readonly string[]): Assignment[]
}

/** The configured services by name, in sorted order; empty: none are configured. */
export type ServiceRules = ReadonlyMap<
  string,
  {
    readonly schemas?: readonly string[] | undefined
    readonly relations?: readonly string[] | undefined
    readonly patterns?: readonly string[] | undefined
  }
>
