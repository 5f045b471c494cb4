import type { ObjectId, Part } from './statement.ts'

export type UseRole =
  | 'column-type'
  | 'column-default'
  | 'generated'
  | 'check'
  | 'index'
  | 'foreign-key'
  | 'inherits'
  | 'partition-of'
  | 'like'
  | 'query'
  | 'body'
  | 'argument-type'
  | 'result-type'
  | 'trigger-function'
  | 'trigger-condition'
  | 'policy'
  | 'rule'
  | 'type-base'
  | 'owned-by'
  | 'publication'
  | 'statistics'
  | 'operator'
  | 'other'

/** One object needs another. Resolved when it was written, as PostgreSQL does; routine bodies at the end. */
export interface Use {
  readonly to: ObjectId
  readonly role: UseRole
  readonly statement: number
  /** Byte offset of the name in the statement's file. */
  readonly at: number
  /** The column of the using relation, where one is meant. */
  readonly column?: string
  /** What to cut should this use not survive; without it the using object goes as a whole. */
  readonly part?: Part
  /** In a routine or rule: the other object is written to, not only read. */
  readonly writes?: boolean
}

interface ObjectBase {
  readonly id: ObjectId
  /** '' for what has no schema (extensions, roles, publications, schemas themselves). */
  readonly schema: string
  /** As PostgreSQL folded it, unquoted. Routines: without arguments. */
  readonly name: string
  /** What it is part of and goes with: a constraint's, index's, trigger's, policy's, rule's relation (or domain). */
  readonly of?: ObjectId
  /** Where it was created. */
  readonly statement: number
  readonly at: number
  readonly dropped: boolean
  readonly uses: readonly Use[]
  /** What it needed at a time and does not at the end: the statements that say so are still applied on the way. */
  readonly pastUses?: readonly Use[]
  readonly owner?: string
  /** The text of COMMENT ON it. */
  readonly comment?: string
}

export interface SchemaObject extends ObjectBase {
  readonly kind: 'schema'
}

export interface Column {
  readonly name: string
  /** As format_type() prints it, without the type's schema where it is pg_catalog: `integer`, `numeric(10,2)`, `shop.mood[]`. */
  readonly type: string
  /** The catalogued type (enum, domain, composite, range) below arrays. */
  readonly typeId?: ObjectId
  readonly collation?: string
  readonly notNull: boolean
  /** The text of the default expression, verbatim; for generated columns too. */
  readonly default?: string
  /** sequence: serial or nextval(); uuid: a generated uuid; null: DEFAULT NULL; value: anything else. */
  readonly defaultKind?: 'sequence' | 'uuid' | 'null' | 'value'
  readonly generated?: 'stored' | 'virtual'
  /** Generated: the columns that it is computed from. */
  readonly reads?: readonly string[]
  readonly identity?: 'always' | 'by default'
  readonly statement: number
  /** Byte offset of its definition. */
  readonly at: number
  /** Not its own: from a parent table only. */
  readonly inherited?: boolean
  /** The text of COMMENT ON COLUMN. */
  readonly comment?: string
}

/** A table: ordinary, partitioned or foreign. */
export interface Relation extends ObjectBase {
  readonly kind: 'relation'
  readonly form: 'ordinary' | 'partitioned' | 'foreign'
  readonly persistence: 'permanent' | 'unlogged' | 'temporary'
  readonly columns: readonly Column[]
  readonly partitionOf?: ObjectId
  /** Partitioned: the columns that say which partition a row belongs to. */
  readonly partitionColumns?: readonly string[]
  readonly inherits: readonly ObjectId[]
  /** Policies decide who sees which rows. */
  readonly rowSecurity?: true
}

export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface ForeignKey extends ObjectBase {
  readonly kind: 'foreign-key'
  readonly of: ObjectId
  readonly columns: readonly string[]
  readonly referenced: ObjectId
  readonly referencedColumns: readonly string[]
  readonly onDelete: ReferentialAction
  /** ON DELETE SET NULL (a, b): the columns that are set; empty: all. */
  readonly onDeleteColumns: readonly string[]
  readonly onUpdate: ReferentialAction
  readonly match: 'simple' | 'full'
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred'
  readonly validated: boolean
  /** Cloned from the partitioned table's key: not counted, not listed. */
  readonly inherited: boolean
  /** The key of the partitioned table that it was cloned from, or that it was merged into at ATTACH. */
  readonly cloneOf?: ObjectId
  /** The primary key, unique constraint or unique index that it leans on, where that is catalogued. */
  readonly referencedKey?: ObjectId
  /** The text of the clause or statement, for evidence. */
  readonly end: number
  /** Not in the source: the user confirmed a reference that no constraint declares. Its place is the column's. */
  readonly implied?: true
  /** With PERIOD rows are to cover a span; one that is not enforced is never checked. */
  readonly form?: 'period' | 'not enforced'
}

/** PRIMARY KEY, UNIQUE, CHECK, EXCLUDE; NOT NULL is a property of the column. */
export interface Constraint extends ObjectBase {
  readonly kind: 'constraint'
  readonly form: 'primary' | 'unique' | 'check' | 'exclude'
  /** Of the key; for CHECK the columns that it reads. */
  readonly columns: readonly string[]
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred'
  /** The constraint of the partitioned or inherited table that it comes from. */
  readonly cloneOf?: ObjectId
  /** ADD CONSTRAINT … USING INDEX: that index, which bears its name and goes with it. */
  readonly index?: ObjectId
  /** Columns in its expressions, its predicate and INCLUDE. */
  readonly reads?: readonly string[]
  /** NULLS NOT DISTINCT: two rows with NULL are the same to it. */
  readonly nullsNotDistinct?: boolean
  /** A CHECK that is NOT VALID: rows that stood before it may not satisfy it. */
  readonly unvalidated?: boolean
}

export interface Index extends ObjectBase {
  readonly kind: 'index'
  readonly of: ObjectId
  /** The index of the partitioned table that it is a part of. */
  readonly cloneOf?: ObjectId
  readonly unique: boolean
  /** Leading plain columns; '' for an expression. */
  readonly columns: readonly string[]
  /** Columns in its expressions, its predicate and INCLUDE. */
  readonly reads?: readonly string[]
  readonly nullsNotDistinct?: boolean
  readonly partial: boolean
}

export interface TypeObject extends ObjectBase {
  readonly kind: 'type'
  readonly form: 'enum' | 'domain' | 'composite' | 'range' | 'multirange' | 'base' | 'shell'
  /** Labels in order, for enums. */
  readonly labels?: readonly string[]
  /** What a domain is made of. */
  readonly baseType?: string
  /** Of a domain, as it was written. */
  readonly collation?: string
  /** Attributes of a composite type. */
  readonly columns?: readonly Column[]
}

export interface Sequence extends ObjectBase {
  readonly kind: 'sequence'
  readonly ownedBy?: { readonly relation: ObjectId; readonly column: string }
}

export interface Routine extends ObjectBase {
  readonly kind: 'routine'
  readonly form: 'function' | 'procedure' | 'aggregate'
  /** Input argument types, as format_type() prints them, joined by `, `: part of its identity. */
  readonly arguments: string
  readonly language: string
  /** Byte offsets of EXECUTE and the like, whose text is made at run time. */
  readonly dynamic: readonly number[]
  /** The body could not be read (C, PL/Python, does not parse). */
  readonly opaque: boolean
  readonly securityDefiner: boolean
  readonly searchPath?: readonly string[]
}

export interface Trigger extends ObjectBase {
  readonly kind: 'trigger'
  readonly of: ObjectId
  readonly routine?: ObjectId
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[]
  /** UPDATE OF: fires only where one of these is set; empty: any. */
  readonly updateOf: readonly string[]
}

export interface View extends ObjectBase {
  readonly kind: 'view'
  readonly form: 'view' | 'materialized'
  /** Undefined where only PostgreSQL could tell their names; types may be 'unknown'. */
  readonly columns?: readonly Column[]
}

export interface Policy extends ObjectBase {
  readonly kind: 'policy'
  readonly of: ObjectId
}

export interface Rule extends ObjectBase {
  readonly kind: 'rule'
  readonly of: ObjectId
  readonly event: 'select' | 'insert' | 'update' | 'delete'
}

export interface Extension extends ObjectBase {
  readonly kind: 'extension'
}

export interface Publication extends ObjectBase {
  readonly kind: 'publication'
}

/** Everything else that is created and routed whole; `form` is the statement's word (`operator`, `collation`, …). */
export interface OtherObject extends ObjectBase {
  readonly kind: 'other'
  readonly form: string
  /** A collation by which different texts may be equal. */
  readonly nonDeterministic?: true
}

export type CatalogObject =
  | SchemaObject
  | Relation
  | ForeignKey
  | Constraint
  | Index
  | TypeObject
  | Sequence
  | Routine
  | Trigger
  | View
  | Policy
  | Rule
  | Extension
  | Publication
  | OtherObject

export type ObjectKind = CatalogObject['kind']

/** Rights given on an object. */
export interface Grant {
  readonly object: ObjectId
  readonly role: string
  /** Lower case; `all` where ALL was written. */
  readonly privileges: readonly string[]
  readonly statement: number
  readonly at: number
}
