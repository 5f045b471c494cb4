import { CatalogBuilder } from '../catalog/catalog-builder.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { StoredStatement } from '../catalog/statement-store.ts'
import type { SourceFile } from '../catalog/statement.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { nextToken } from '../core/sql-lexer.ts'
import { downPartStart } from './migration-direction.ts'
import type { Node } from './parse-tree.ts'
import { unwrapNode } from './parse-tree.ts'
import { findNewerSyntax } from './newer-syntax.ts'
import { loadParser, type Parsed } from './parser.ts'
import { asDiagnostic, faultError, refusalError } from './reading-errors.ts'
import type { SourceTexts } from './read-source.ts'
import { eachStatement, type RawStatement, type SplitFault } from './split-statements.ts'
import { StatementContext } from './statement-kind.ts'
import { statementKinds } from './statement-registry.ts'

export interface Reading {
  readonly catalog: Catalog
  readonly diagnostics: readonly Diagnostic[]
}

export interface ReadingOptions {
  readonly keepGoing?: boolean
  /**
   * Major version of the server that all must load on: a table definition that it would refuse is reported, as it is on
   * loading, and makes nothing. By default the newest that the grammar knows.
   */
  readonly serverVersion?: number
  /** Waited for when the grammar is loaded, before the first statement is read: so many bytes are to be. */
  readonly onReading?: ((bytes: number) => void | Promise<void>) | undefined
}

/**
 * Reads all texts into one catalog.
 *
 * Throws FountainError `unparsable-statement` (exit 2) at the first statement that no grammar takes; with `keepGoing` it
 * becomes a diagnostic, and the statement `unread`.
 */
export async function readCatalog(
  source: Pick<SourceTexts, 'files'> & { readonly skipped?: SourceTexts['skipped'] },
  options: ReadingOptions = {},
): Promise<Reading> {
  const builder = new CatalogBuilder()
  const size = source.files.reduce((sum, { length }) => sum + length, 0)
  const parser = await loadParser(size)
  await options.onReading?.(size)
  const diagnostics: Diagnostic[] = (source.skipped ?? []).map(skippedFile)
  for (const file of source.files) {
    const index = builder.addFile(file)
    const common = { builder, file, diagnostics, applyNode, parser }
    let read = 0
    const tellFault = (fault: SplitFault): void => {
      const error = faultError(file, fault)
      if (options.keepGoing !== true) throw error
      const diagnostic = asDiagnostic(file, error)
      diagnostics.push(diagnostic)
      applyUnfinished(builder.addStatement(index, read, firstToken(file.bytes, read), file.bytes.length), diagnostic)
    }
    const downStart = file.migration ? downPartStart(file.bytes) : undefined
    for (const raw of eachStatement(file.bytes, tellFault, parser.shapes)) {
      read = raw.end
      const statement = builder.addStatement(index, raw.start, raw.textStart, raw.end)
      const context = new StatementContext(common, statement, raw.textStart)
      if (raw.kind === 'psql') applyPsqlLine(raw, context)
      else if (downStart !== undefined && raw.textStart >= downStart) {
        statement.kind = 'down-migration'
        context.unread('It undoes this migration and is not applied.')
      } else {
        const recalled = raw.shape === undefined ? undefined : parser.recall(raw.shape)
        if (recalled !== undefined) {
          applyParsed(recalled, context, options.serverVersion)
          continue
        }
        const text = file.bytes.subarray(raw.textStart, raw.sqlEnd)
        let parsed = parser.parse(text)
        if (parsed?.ok === false) {
          await parser.loadFallback()
          parsed = parser.parse(text)
        }
        if (parsed === undefined) applyNothing(statement)
        else if (parsed.ok) applyParsed(parsed.node, context, options.serverVersion)
        else refuse(file, raw, parsed, context, options.keepGoing === true)
      }
    }
  }
  return { catalog: builder.freeze(), diagnostics }
}

function refuse(
  file: SourceFile,
  raw: RawStatement,
  refusal: Extract<Parsed, { ok: false }>,
  context: StatementContext,
  keepGoing: boolean,
): void {
  const error = refusalError(file, raw, refusal)
  if (!keepGoing) throw error
  context.diagnostics.push(asDiagnostic(file, error))
  context.statement.kind = 'unparsable'
  context.unread(`It cannot be parsed: ${refusal.message}.`)
}

function applyPsqlLine(raw: RawStatement, context: StatementContext): void {
  context.statement.kind = 'psql-line'
  const command = /^\\(\S+)/.exec(context.text(raw.textStart, raw.sqlEnd))?.[1] ?? ''
  context.unread(`\\${command} is a command of psql's, not SQL: the server never sees it.`)
  if (command === 'connect' || command === 'c') context.builder.endSession()
}

/** The text ends in the middle of it: nobody knows where it would have ended, so that nothing after it is read. */
function applyUnfinished(statement: StoredStatement, { message }: Diagnostic): void {
  statement.kind = 'unfinished'
  statement.nature = 'unread'
  statement.reason = `It has no end, and the rest of the file is not read: ${message}.`
}

function firstToken(bytes: Buffer, at: number): number {
  let token = nextToken(bytes, at, bytes.length)
  while (token.kind === 'comment' && token.end < bytes.length) token = nextToken(bytes, token.end, bytes.length)
  return token.start
}

/** A lone `;` or comment. */
function applyNothing(statement: StoredStatement): void {
  statement.kind = 'empty'
  statement.nature = 'session'
}

function skippedFile({ name, why }: SourceTexts['skipped'][number]): Diagnostic {
  return { code: 'migration-skipped', severity: 'info', subject: name, message: `${name} ${why}`, hint: '' }
}

function applyParsed(node: Node, context: StatementContext, serverVersion: number | undefined): void {
  const newer = serverVersion === undefined ? undefined : findNewerSyntax(node, serverVersion)
  if (newer === undefined) return applyNode(node, context)
  context.statement.kind = kebab(unwrapNode(node).name)
  const message = `PostgreSQL ${serverVersion} refuses it: ${newer.what} came with ${newer.version}.`
  context.unread(message)
  context.diagnostic({ code: 'newer-syntax', severity: 'warning', subject: newer.what, message, hint: '' })
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
