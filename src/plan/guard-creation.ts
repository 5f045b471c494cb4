import type { Catalog } from '../catalog/catalog.ts'
import type { CatalogObject } from '../catalog/object.ts'
import type { Statement } from '../catalog/statement.ts'
import { keyword, nextToken, tokens } from '../core/sql-lexer.ts'
import type { Losses } from './find-losses.ts'
import type { Edit } from './split-plan.ts'

/**
 * The edits that let several services run one CREATE in one database: the first makes it, the others find it there.
 */
export function unlessThereEdits(catalog: Catalog, losses: Losses, statement: Statement): Edit[] {
  const created = statement.effects.find(({ verb, part }) => verb === 'create' && part === undefined)
  if (created === undefined || losses.having[created.object]!.length < 2) return []
  const object = catalog.objects[created.object]!
  const { bytes } = catalog.files[statement.file]!
  if (object.kind === 'schema') return ifNotExists(bytes, statement, 'schema')
  if (object.kind === 'extension') return ifNotExists(bytes, statement, 'extension')
  return isSharedWhole(object) ? inBlock(bytes, statement) : []
}

/** PostgreSQL's own schema is there in every new database, but a dump may create it. */
export function publicSchemaEdits(catalog: Catalog, statement: Statement): Edit[] {
  if (statement.kind !== 'create-schema') return []
  const isPublic = statement.effects.some(
    ({ object, verb }) => verb === 'create' && isSchemaPublic(catalog.objects[object]!),
  )
  return isPublic ? ifNotExists(catalog.files[statement.file]!.bytes, statement, 'schema') : []
}

function isSchemaPublic({ kind, name }: CatalogObject): boolean {
  return kind === 'schema' && name === 'public'
}

/** What has no schema that could be a service's own, or whose name is made of signs. */
function isSharedWhole(object: CatalogObject): boolean {
  return object.kind === 'publication' || (object.kind === 'other' && object.form !== 'collation')
}

function ifNotExists(bytes: Buffer, { textStart, end, effects }: Statement, word: string): Edit[] {
  // With elements inside, PostgreSQL takes no IF NOT EXISTS.
  if (effects.some(({ part }) => part?.shape === 'schema-element')) return []
  for (const token of tokens(bytes, textStart, end)) {
    if (keyword(bytes, token) !== word) continue
    const isThere = keyword(bytes, nextToken(bytes, token.end, end)) === 'if'
    return isThere ? [] : [{ start: token.end, end: token.end, text: ' IF NOT EXISTS' }]
  }
  return []
}

function inBlock(bytes: Buffer, { textStart, end }: Statement): Edit[] {
  const text = bytes.toString('utf8', textStart, end)
  let tag = '$$'
  for (let number = 1; text.includes(tag); number++) tag = `$copy${number}$`
  return [
    { start: textStart, end: textStart, text: `DO ${tag}\nBEGIN\n` },
    { start: end, end, text: `\nEXCEPTION WHEN duplicate_object OR duplicate_function THEN\n  NULL;\nEND\n${tag};` },
  ]
}
