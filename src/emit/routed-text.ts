import { createHash } from 'node:crypto'
import type { Catalog } from '../catalog/catalog.ts'
import type { Edit, Route } from '../plan/split-plan.ts'
import type { RoutedStatement } from './artifact.ts'

/** A routed statement as its service gets it: the user's own text with the comments before it, less what is cut. */
export function routedText(catalog: Catalog, route: Route): string {
  const statement = catalog.statements[route.statement]!
  const { bytes } = catalog.files[statement.file]!
  return editedText(bytes, statement.start, statement.end, route.edits)
}

/** The bytes from `start` to `end` with the edits applied; offsets are the file's. */
export function editedText(bytes: Buffer, start: number, end: number, edits: readonly Edit[]): string {
  let text = ''
  let at = start
  for (const edit of edits) {
    text += bytes.toString('utf8', at, edit.start) + edit.text
    at = edit.end
  }
  return text + bytes.toString('utf8', at, end)
}

/** The statements of one file that a service gets, each for itself. */
export function routedStatements(catalog: Catalog, file: number, routes: readonly Route[]): RoutedStatement[] {
  const { name, bytes } = catalog.files[file]!
  const sha256 = fileHash(bytes)
  const first = catalog.statements.findIndex((statement) => statement.file === file)
  return routes.map((route) => ({
    file: name,
    sha256,
    at: route.statement - first,
    text: routedText(catalog, route).trim(),
    isSession: catalog.statements[route.statement]!.nature === 'session',
    searchPath: searchPathOf(catalog, route.statement),
  }))
}

function searchPathOf(catalog: Catalog, statement: number): readonly string[] {
  for (let at = statement; at >= 0; at--) {
    const { searchPath } = catalog.statements[at]!
    if (searchPath !== undefined) return searchPath
  }
  return defaultSearchPath
}

const defaultSearchPath: readonly string[] = ['public']

export function fileHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
