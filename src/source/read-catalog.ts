import { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { SourceFile } from '../catalog/statement.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Node } from './parse-tree.ts'
import { unwrapNode } from './parse-tree.ts'
import { StatementContext } from './statement-kind.ts'
import { statementKinds } from './statement-registry.ts'

export interface Reading {
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

/** The texts of one source, in order of application. */
export interface SourceTexts {
  readonly files: readonly SourceFile[]
}

/**
 * Reads all texts into one catalog.
 *
 * Throws FountainError `unparsable-statement` (exit 2) at the first statement that no grammar takes; with `keepGoing` it
 * becomes a diagnostic, and the statement `unread`.
 */
export async function readCatalog(
  source: SourceTexts,
  options: { readonly keepGoing?: boolean } = {},
): Promise<Reading> {
  const builder = new CatalogBuilder()
  const diagnostics: Diagnostic[] = []
  void options
  const parser = await import('libpg-query')
  await parser.loadModule()
  for (const file of source.files) {
    const index = builder.addFile(file)
    const text = file.bytes.toString('utf8')
    for (const { stmt, stmt_location = 0, stmt_len } of parser.parseSync(text).stmts ?? []) {
      const end = stmt_len === undefined ? file.bytes.length : stmt_location + stmt_len + 1
      const place = { file: index, start: stmt_location, textStart: stmt_location, end, kind: 'unknown' }
      const statement = builder.addStatement(place)
      if (stmt === undefined) continue
      applyNode(stmt, new StatementContext({ builder, statement, file, base: 0, diagnostics, applyNode }))
    }
  }
  return { catalog: builder.freeze(), diagnostics }
}

/** Gives a node to its statement kind; one that none knows is reported, never dropped. */
function applyNode(node: Node, context: StatementContext): void {
  const { name, value } = unwrapNode(node)
  const kind = statementKinds.get(name)
  if (context.part === undefined) context.statement.kind = kind?.kind ?? kebab(name)
  if (kind === undefined) context.unread(`${words(name)} is not modelled: what it does is not known.`)
  else kind.apply(value as Parameters<typeof kind.apply>[0], context)
}

/** `CreateAmStmt` → `create-am`. */
function kebab(name: string): string {
  return name
    .replace(/Stmt$/, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
}

function words(name: string): string {
  return kebab(name).replaceAll('-', ' ').toUpperCase()
}
