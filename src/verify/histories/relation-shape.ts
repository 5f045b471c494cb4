/** What values of a type look like. */
export interface TypeShape {
  /** Below domains; as `pg_type` has it: `int4`, `varchar`, an enum's own name. */
  readonly name: string
  readonly form: 'base' | 'composite' | 'enum' | 'range' | 'multirange' | 'array' | 'pseudo'
  /** As format_type() prints it without a length, schema included. */
  readonly sql: string
  /** Longest text that fits; digits before the point for numbers. */
  readonly length?: number
  /** Labels of an enum, in order. */
  readonly labels?: readonly string[]
  /** What an array has, or a range is between. */
  readonly element?: TypeShape
  /** Attributes of a composite type. */
  readonly attributes?: readonly TypeShape[]
  /** Texts of the CHECKs of the domains that it is. */
  readonly checks: readonly string[]
}

export interface ColumnShape {
  readonly name: string
  readonly type: TypeShape
  readonly notNull: boolean
  readonly generated: boolean
  readonly identity: 'always' | 'by default' | null
  /** Values can be told apart with `=`. */
  readonly comparable: boolean
  /** The expression, where there is one. */
  readonly default: string | null
  /** A unique index has to do with it. */
  readonly unique: boolean
}

export interface ReferenceShape {
  readonly constraint: string
  readonly columns: readonly string[]
  /** A relation's key in the map of shapes. */
  readonly referenced: string
  readonly referencedColumns: readonly string[]
  readonly match: 'simple' | 'full'
  readonly onDelete: ActionShape
  readonly onUpdate: ActionShape
}

/** A CHECK: its expression, and the columns that it reads. */
export interface CheckShape {
  readonly name: string
  readonly expression: string
  readonly columns: readonly string[]
}

export type ActionShape = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

/** A relation that rows are written to, as the loaded original has it. */
export interface RelationShape {
  /** As `nameKey` makes it. */
  readonly key: string
  readonly schema: string
  readonly name: string
  readonly partitioned: boolean
  /** Partitioned: the columns that decide, and the bounds of the partitions that there are. */
  readonly partitions: { readonly columns: readonly string[]; readonly bounds: readonly string[] }
  readonly columns: readonly ColumnShape[]
  /** Columns that tell a row from every other: the primary key, else a unique one that is never NULL. */
  readonly identity: readonly string[] | null
  readonly checks: readonly CheckShape[]
  readonly references: readonly ReferenceShape[]
}
