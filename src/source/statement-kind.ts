import type { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { Use, UseRole } from '../catalog/object.ts'
import type { StoredStatement } from '../catalog/statement-store.ts'
import type { Effect, ObjectId, Part, SourceFile } from '../catalog/statement.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Parser } from './parser.ts'
import type { Node, NodeName, NodeOf, RangeVar } from './parse-tree.ts'

/** One kind of statement: which node of the parse tree it is, its word in COVERAGE.md, and what it does to the catalog. */
export interface StatementKind<N extends NodeName = NodeName> {
  readonly node: N
  /** Kebab-case. */
  readonly kind: string
  /** The other kinds that it may set, where one node stands for several statements. */
  readonly variants?: readonly string[]
  /** Set where it is always reported, never routed: why. */
  readonly reason?: string
  /** May set another kind where one node stands for several statements (`context.statement.kind = …`). */
  apply(node: NodeOf<N>, context: StatementContext): void
}

/** Gives a kind its types. */
export function statementKind<N extends NodeName>(kind: StatementKind<N>): StatementKind<N> {
  return kind
}

/** Applies a statement that stands inside another one. */
export type ApplyNode = (node: Node, context: StatementContext) => void

/** What a statement kind works with. One per statement; elements of CREATE SCHEMA get one of their own. */
export class StatementContext {
  declare readonly builder: CatalogBuilder
  declare readonly statement: StoredStatement
  declare readonly file: SourceFile
  /** Byte offset, in the file, of location 0 of the parse tree. */
  declare readonly base: number
  declare readonly diagnostics: Diagnostic[]
  declare readonly applyNode: ApplyNode
  declare readonly parser: Parser
  /** The part of the statement that is being applied: taken for effects that name no finer one. */
  declare readonly part: Part | undefined

  /** `from`: what statements of a file have in common. */
  constructor(
    from: Pick<StatementContext, 'builder' | 'file' | 'diagnostics' | 'applyNode' | 'parser'>,
    statement: StoredStatement,
    base: number,
    part?: Part,
  ) {
    this.builder = from.builder
    this.statement = statement
    this.file = from.file
    this.base = base
    this.diagnostics = from.diagnostics
    this.applyNode = from.applyNode
    this.parser = from.parser
    this.part = part
  }

  /** The same statement, one part of it: effects and uses inside fall to the part unless they name a finer one. */
  within(part: Part | undefined): StatementContext {
    return part === undefined ? this : new StatementContext(this, this.statement, this.base, part)
  }

  /** A node's location as a byte offset of the file; the statement's start where the parser gives none. */
  at(location: number | undefined): number {
    return this.base + (location !== undefined && location > 0 ? location : 0)
  }

  effect(object: ObjectId, verb: Effect['verb'], part: Part | undefined = this.part): void {
    this.statement.addEffect(object, verb, part)
  }

  /** `by` needs `to`; undefined `to` (not in the source: built in, or of an extension) is no use. */
  use(
    by: ObjectId,
    to: ObjectId | undefined,
    role: UseRole,
    location: number | undefined,
    more: Partial<Pick<Use, 'column' | 'part' | 'writes'>> = {},
  ): void {
    if (to === undefined) return
    const part = more.part ?? this.part
    const use: { -readonly [K in keyof Use]: Use[K] } = {
      to,
      role,
      statement: this.statement.id,
      at: this.at(location),
    }
    if (more.column !== undefined) use.column = more.column
    if (part !== undefined) use.part = part
    if (more.writes !== undefined) use.writes = more.writes
    this.builder.addUse(by, use)
  }

  session(): void {
    this.statement.nature = 'session'
  }

  role(): void {
    this.statement.nature = 'role'
  }

  /** What it does cannot be known; `reason` is a full sentence. Effects that are known keep standing. */
  unread(reason: string): void {
    if (this.part?.shape === 'schema-element') {
      // The statement around it goes on; only the element is not understood.
      this.diagnostic(
        { code: 'unread-element', severity: 'warning', subject: 'CREATE SCHEMA', message: reason, hint: '' },
        this.part.at - this.base,
      )
      return
    }
    this.statement.nature = 'unread'
    this.statement.reason = reason
  }

  /** A finding about the user's schema, with this statement (or a place in it) as its evidence. */
  diagnostic(found: Omit<Diagnostic, 'evidence'>, location?: number): void {
    const start = location === undefined ? this.statement.textStart : this.at(location)
    this.diagnostics.push({ ...found, evidence: this.file.positions.evidence(start, this.statement.end) })
  }

  /** The relation, view, sequence or index that a RangeVar means now. */
  relation(range: RangeVar | undefined): ObjectId | undefined {
    return range === undefined ? undefined : this.builder.resolveRelation(rangeParts(range))
  }

  text(start: number, end: number): string {
    return this.file.bytes.toString('utf8', start, end)
  }
}

/** `[schema, name]` or `[name]`. */
export function rangeParts(range: RangeVar): string[] {
  const name = range.relname ?? ''
  return range.schemaname === undefined ? [name] : [range.schemaname, name]
}
