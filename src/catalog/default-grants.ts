import type { DraftObject } from './draft.ts'
import type { Grant, ObjectKind } from './object.ts'

/** ALTER DEFAULT PRIVILEGES: rights that objects get on being created. */
export interface DefaultGrant {
  readonly kinds: readonly ObjectKind[]
  /** In every schema where there is none. */
  readonly schema?: string
  readonly role: string
  readonly privileges: readonly string[]
  readonly statement: number
  readonly at: number
}

export function grantDefaults(defaults: readonly DefaultGrant[], grants: Grant[], made: DraftObject): void {
  for (const { kinds, schema, role, privileges, statement, at } of defaults)
    if (kinds.includes(made.kind) && (schema === undefined || schema === made.schema))
      grants.push({ object: made.id, role, privileges, statement, at })
}

/** Takes privileges back from what was given before: from all of `before` that `fits`. */
export function withoutPrivileges<G extends { readonly privileges: readonly string[] }>(
  before: readonly G[],
  privileges: readonly string[],
  fits: (given: G) => boolean,
): G[] {
  return before.flatMap((given) => {
    if (!fits(given)) return [given]
    const rest = privileges.includes('all') ? [] : given.privileges.filter((each) => !privileges.includes(each))
    return rest.length === 0 ? [] : [{ ...given, privileges: rest }]
  })
}
