import type { Catalog } from '../catalog/catalog.ts'
import type { Edit, Route } from '../plan/split-plan.ts'

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
