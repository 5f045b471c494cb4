import type { ObjectKey } from '../../core/object-key.ts'

/** One object of a live database, as plain data that can be compared as text. */
export interface CatalogRecord {
  /** First word of the key: `relation`, `foreign-key`, `comment`, … */
  readonly kind: string
  /** '' for what has no schema. */
  readonly schema: string
  /** The key without its kind. */
  readonly identity: string
  readonly key: ObjectKey
  /** Canonical JSON; every name in it is qualified. */
  readonly definition: string
  /** Keys of the objects that it is part of: without all of them it cannot be, with all of them it must. */
  readonly of: readonly ObjectKey[]
}

/** Where an object stands in the server: catalog, oid and, for columns, number. `pg_class:16385:2` */
export type CatalogAddress = string

/** One right on an object: grantee (0: PUBLIC), privilege, with grant option. */
export type AclItem = readonly [grantee: number, privilege: string, grantable: boolean]

/** What a query over pg_catalog answers, one row an object. */
export interface CatalogRow {
  readonly address: CatalogAddress
  readonly kind: string
  readonly schema: string
  readonly name: string
  /** Schema and name of what it is part of, or the second of a pair; an access method; what default privileges are for. */
  readonly of_schema?: string
  readonly of_name?: string
  /** Input types of routines and operators. */
  readonly types?: string
  /** Default privileges: who gets them; null: PUBLIC. */
  readonly grantee?: string | null
  readonly definition: unknown
  readonly of?: readonly CatalogAddress[] | null
  readonly owner?: number
  /** Rights that it has, and those that an object of its kind has at first; null where they are the same. */
  readonly acl?: { readonly has: readonly AclItem[] | null; readonly first: readonly AclItem[] | null } | null
}

/** How a row's key is made from its names; `verbatim`: its name is the identity already. */
export type KeyShape = 'whole' | 'part' | 'pair' | 'routine' | 'operator' | 'method' | 'default-privileges' | 'verbatim'

export interface CatalogQuery {
  readonly shape: KeyShape
  readonly sql: string
}
