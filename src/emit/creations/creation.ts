import type { Column } from '../../catalog/object.ts'
import type { QualifiedName } from '../../core/identifier.ts'
import type { ReferenceColumn, ServiceHome } from '../reference-sql/reference-value.ts'

/** How a row that was made is taken back where a later step refuses. */
export type Undo =
  | { readonly by: 'delete'; readonly key: readonly string[] }
  /** Other services may refer to it by then. */
  | { readonly by: 'release'; readonly name: string; readonly key: readonly string[] }
  /** Nobody may delete such a row. */
  | { readonly by: 'nothing' }

/** A relation of which a row is made with rows of other services. */
export interface CreationMember {
  readonly home: ServiceHome
  readonly relation: QualifiedName
  /** What the row is called in code: a word that no other member has. */
  readonly word: string
  /** The name of its type: a word that no other relation of any creation has. */
  readonly type: string
  /** Those that may be given. */
  readonly columns: readonly Column[]
  /** Those that the database tells once the row is there: its primary key, and what is referred to. */
  readonly told: readonly string[]
  readonly undo: Undo
}

/** A row of another service that is made with it, or is there already. */
export interface CreationPartner extends CreationMember {
  readonly constraint: string
  /** From the row that is made to this one. */
  readonly references: readonly ReferenceColumn[]
  /** What in the catalog says that they are made together. */
  readonly because: string
}

/** Rows of several services that the catalog shows to be made together: those that are referred to first, then the one that refers. */
export interface Creation {
  readonly member: CreationMember
  readonly partners: readonly CreationPartner[]
}
