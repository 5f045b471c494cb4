import type { CatalogObject, ObjectKind } from './object.ts'

/** The same value while it is still being made: its own fields and lists may be written. */
export type Draft<T> = T extends object
  ? { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] | undefined ? DraftItem<Item>[] : T[K] }
  : T
type DraftItem<T> = T extends object ? { -readonly [K in keyof T]: T[K] } : T

export type DraftOf<K extends ObjectKind> = Draft<Extract<CatalogObject, { kind: K }>>
export type DraftObject = { [K in ObjectKind]: DraftOf<K> }[ObjectKind]

type WithoutBookkeeping<T> = T extends unknown ? Omit<T, 'id' | 'statement' | 'dropped' | 'uses'> : never

/** What a statement kind must say about an object that it creates; the builder adds the rest. */
export type NewObject<K extends ObjectKind = ObjectKind> = WithoutBookkeeping<DraftOf<K>>
