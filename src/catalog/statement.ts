import type { TextPositions } from '../core/text-position.ts'

/** Index into `Catalog.objects`. Never reused, so that what was dropped can still be named. */
export type ObjectId = number

/** One text of the source, as bytes; every offset in the catalog is a byte offset into one of these. */
export interface SourceFile {
  readonly name: string
  /** In bytes. */
  readonly length: number
  /** All of it. Where it is not held any more it is read again, and held from then on. */
  readonly bytes: Buffer
  /** Some of it, for which the rest need not be held. */
  part(start: number, end: number): Buffer
  /** Lets go of the bytes of a large text that can be read again: the catalog seldom needs them. Tells whether it did. */
  letGo(): boolean
  readonly positions: TextPositions
  /** One of a folder of migrations, to be routed file by file. */
  readonly migration: boolean
}

/**
 * A removable part of a statement. Only its start is kept: where it ends is found by the lexer when it is
 * cut, since few parts ever are.
 *
 * - `list-item`: one item of a comma-separated list (column or table constraint of CREATE TABLE, sub-command of
 *   ALTER TABLE, relation of DROP, GRANT, TRUNCATE, PUBLICATION; role of GRANT)
 * - `column-constraint`: REFERENCES, DEFAULT, CHECK, GENERATED … inside a column definition, with its CONSTRAINT name
 * - `schema-element`: a statement inside CREATE SCHEMA
 * - `statement`: the whole of it, where the use of a thing stands alone in its statement (ALTER TABLE … ADD COLUMN …)
 * - `clause`: a trailing clause of the statement, up to the next clause key word: INHERITS (…), OWNED BY …
 */
export interface Part {
  readonly shape: 'list-item' | 'column-constraint' | 'schema-element' | 'statement' | 'clause'
  readonly at: number
}

/** What a statement did to an object. Without a part, the whole statement did it. */
export interface Effect {
  readonly object: ObjectId
  readonly verb: 'create' | 'alter' | 'drop' | 'comment' | 'grant' | 'owner' | 'data' | 'other'
  readonly part?: Part
}

/**
 * How a statement takes part in the split.
 * - `object`: it belongs where the objects of its effects belong
 * - `session`: SET, BEGIN, set_config: belongs to every service
 * - `role`: CREATE ROLE, GRANT role: belongs to the cluster
 * - `unread`: what it does cannot be known (DO, SELECT fn(), psql lines, unknown kinds); `reason` says why
 */
export type StatementNature = 'object' | 'session' | 'role' | 'unread'

export interface Statement {
  /** Its place in the order of application; index into `Catalog.statements`. */
  readonly id: number
  /** Index into `Catalog.files`. */
  readonly file: number
  /** Where the comments begin that belong to it; where its first token is; after its `;` or `\.`. */
  readonly start: number
  readonly textStart: number
  readonly end: number
  /** Kebab-case, for example `create-table`, `alter-table`, `copy`, `psql-line`: a row of COVERAGE.md. */
  readonly kind: string
  readonly nature: StatementNature
  readonly effects: readonly Effect[]
  /** For `unread`: why, as a full sentence. */
  readonly reason?: string | undefined
  /** search_path in force before it, where it is not the one of the statement before. */
  readonly searchPath?: readonly string[] | undefined
}
