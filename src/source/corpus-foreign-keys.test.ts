import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Catalog } from '../catalog/catalog.ts'
import { objectsOf } from '../catalog/catalog.ts'
import { sortByText } from '../core/order.ts'
import { readCatalog } from './read-catalog.ts'
import { sourceFile } from './source-text.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const isThere = existsSync(corpus)

/** As the corpus writes what PostgreSQL 15 has in pg_constraint. */
function foreignKeysOf(catalog: Catalog): unknown[] {
  const end = (id: number, columns: readonly string[]): unknown => {
    const { schema, name } = catalog.objects[id]!
    return { schema, relation: name, columns }
  }
  return objectsOf(catalog, 'foreign-key')
    .filter((key) => !key.inherited)
    .map((key) => ({
      constraint: key.name,
      referencing: end(key.of, key.columns),
      referenced: end(key.referenced, key.referencedColumns),
      onDelete: key.onDelete,
      onUpdate: key.onUpdate,
      match: key.match,
      deferrable: key.deferrable,
      validated: key.validated,
    }))
}

const sorted = (keys: readonly unknown[]): unknown[] => sortByText(keys, (key) => JSON.stringify(key))

describe.skipIf(!isThere)('foreign keys of the corpus (skipped: ../shared/corpus is not there)', () => {
  it.each(['adventureworks', 'pagila', 'postgrest-spec'])(
    '%s: those of PostgreSQL 15, in every field',
    async (name) => {
      const read = (file: string): Buffer => readFileSync(new URL(`${name}/${file}`, corpus))
      const source = { files: [sourceFile('schema.sql', read('schema.sql'))] }
      const { catalog } = await readCatalog(source, { serverVersion: 15 })
      expect(sorted(foreignKeysOf(catalog))).toEqual(
        sorted(JSON.parse(read('foreign-keys.json').toString()) as unknown[]),
      )
    },
  )
})
