import type { QualifiedName } from '../../core/identifier.ts'

/** Where a service keeps what replaces its references, and who may do what there. */
export interface ServiceHome {
  readonly service: string
  /** Schema of our own in the service's database; a name that no schema of the user's has. */
  readonly schema: string
  /** Owns the schema and everything in it; nobody logs in as it. */
  readonly ownerRole: string
  /** The service's own role: reaches what is here through functions only. */
  readonly serviceRole: string
  /** Relay and consumer connect as this. */
  readonly runtimeRole: string
}

export interface KeyColumn {
  readonly name: string
  /** As SQL writes it, with schema and modifiers: `numeric(10,2)`, `public.citext`. */
  readonly type: string
  /** The type below domains, without modifiers, as `format_type` tells it: `integer`, `character varying`, `citext`. */
  readonly base: string
  /** Only where it is not the type's own. */
  readonly collation?: QualifiedName | undefined
  /** False where the collation is not deterministic, so that different texts may be equal. */
  readonly deterministic: boolean
  readonly nullable: boolean
  /** Computed from others: not known before the row is written. */
  readonly generated?: true
  /** Where the operators of its type are, if they are not PostgreSQL's own. */
  readonly operators?: string
  /** Where its type and its collation are, of those that are the user's or an extension's. */
  readonly schemas?: readonly string[]
}

/** A key of this service that other services refer to. */
export interface ReferencedKey {
  readonly home: ServiceHome
  /** Unique in the home, at most 40 bytes of `[a-z0-9_]`; also the end of the events' types. */
  readonly name: string
  readonly relation: QualifiedName
  readonly columns: readonly KeyColumn[]
  readonly partitioned: boolean
  /** Existing partitions, the leaves and those between. */
  readonly partitions: readonly QualifiedName[]
  /** Those that it is a partition of, where it is one: statements on them write its rows, too. */
  readonly within?: readonly QualifiedName[]
  /** Of a partition that has partitions: columns by which its rows would move among them, or out of it. */
  readonly staysBy?: readonly string[]
  /** Others inherit from it: their rows are none of its, although statements on it touch them. */
  readonly inherited?: true
  readonly rowSecurity: boolean
  /** The key can change in an UPDATE that does not name it: a generated column, or a BEFORE ROW trigger. */
  readonly changesUnnamed: boolean
  /** References by which a change or a delete of the key is refused here; where there are none, both are published. */
  readonly refusals: readonly KeyRefusal[]
  /** References whose services vote before a row goes; where there are none, rows go at once and are told of. */
  readonly releases?: readonly KeyRefusal[]
  /** References whose services vote before a key changes. */
  readonly changes?: readonly KeyRefusal[]
  /** References of the service's own rows, where a row that was released goes after the decision: nothing new may refer to it by then. */
  readonly localReferences?: readonly LocalReference[]
  /** Relations of other services that refer here, for the words of a refused TRUNCATE. */
  readonly referencing: readonly string[]
}

export interface KeyRefusal {
  readonly on: 'delete' | 'update'
  readonly constraint: string
  readonly service: string
  readonly relation: QualifiedName
  /** RESTRICT also minds a key that is written differently and equal. */
  readonly restrict: boolean
}

/** A key of another service that relations of this service refer to. */
export interface ReplicatedKey {
  readonly home: ServiceHome
  /** Unique in the home, at most 40 bytes of `[a-z0-9_]`. */
  readonly name: string
  readonly source: { readonly service: string; readonly relation: QualifiedName; readonly key: string }
  /** Whether this service votes before a key goes. */
  readonly votes?: boolean
  /** Whether it votes before a key becomes another one. */
  readonly votesOnChange?: boolean
  /** What is done for a key that goes can be refused: it is tried before it is agreed to. */
  readonly refusable?: boolean
  /** Relations by whose rows what is done for a key that goes can be refused after it was agreed to. */
  readonly fence?: readonly QualifiedName[]
  /** Columns of the referenced key, in its order. */
  readonly columns: readonly KeyColumn[]
  /** Those that PostgreSQL checks, by a foreign key to the replica. */
  readonly references: readonly NativeReference[]
  /** Those that the service's own code checks when it writes: their actions are done here. */
  readonly guarded?: readonly NativeReference[]
  /** No foreign key leans on it: there is no replica, and the key state alone tells which keys are alive. */
  readonly stateOnly?: boolean
}

/** Those that a foreign key checks, and those that the service's own code does. */
export function referencesOf({
  references,
  guarded = [],
}: Pick<ReplicatedKey, 'references' | 'guarded'>): readonly NativeReference[] {
  return [...references, ...guarded]
}

/** A foreign key as it was, to be kept towards the replica or by the service's own code. */
export interface NativeReference {
  readonly constraint: string
  readonly relation: QualifiedName
  /** Others inherit from it: their rows are none of its. */
  readonly inherited?: true
  readonly rowSecurity: boolean
  /** In the constraint's order, which may differ from the key's. */
  readonly columns: readonly ReferenceColumn[]
  readonly onDelete: ReferentialAction
  /** `SET NULL (a, b)`: the columns, where there are any. */
  readonly onDeleteColumns: readonly string[]
  readonly onUpdate: ReferentialAction
  readonly match: 'simple' | 'full'
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred'
  readonly validated: boolean
  /** Of a key that was valid: rows that are there before the replica is filled are checked afterwards. */
  readonly toCheck: boolean
  /** An index begins with the referencing columns. */
  readonly indexed: boolean
  readonly partitioned: boolean
  /** SET DEFAULT: the key that the columns' defaults make, as literals in the order of `columns`; none where NULL or computed. */
  readonly defaultKey?: readonly string[]
  /** Its leaves. A key that is not checked yet stands on them: PostgreSQL has none that is not valid on the whole. */
  readonly partitions?: readonly QualifiedName[]
}

/** A foreign key within the service. */
export interface LocalReference extends Pick<
  NativeReference,
  'constraint' | 'relation' | 'columns' | 'deferrable' | 'partitioned'
> {
  /** The columns that it refers to, in the order of its own: they need not be those of the key. */
  readonly referred: readonly KeyColumn[]
}

/** Referencing column → referenced column. */
export interface ReferenceColumn {
  readonly from: string
  readonly to: string
  /** The referencing column's type, where PostgreSQL does not compare it with the referenced one's: by their texts, then. */
  readonly asText?: string
  /** That of the referenced column, by which PostgreSQL compares, where the referencing one has another. */
  readonly collation?: QualifiedName
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

/** `service.key`: how a referenced key is called among services; events' `aggregatetype`. */
export function aggregateType(service: string, key: string): string {
  return `${service}.${key}`
}
