import type { Catalog } from '../../catalog/catalog.ts'
import { migrationNames } from '../migration-names.ts'

/**
 * Where a service's next migration of our own stands: after all that the source has today, before what it may have later,
 * whether names are ordered byte by byte or as a dictionary does.
 */
export function referenceMigrationPath(
  catalog: Catalog,
  folder: string,
  taken: ReadonlySet<string> = new Set(),
): string {
  const names = migrationNames(catalog.files)
  const isFolder = catalog.files.some(({ migration }) => migration)
  const used = new Set([...taken, ...names.map((name) => pathOf(folder, name))])
  for (let count = 1; ; count++) {
    const path = pathOf(folder, isFolder ? afterLast(names.at(-1)!, count) : numbered(names.length + count))
    if (!used.has(path)) return path
  }
}

function pathOf(folder: string, name: string): string {
  return `${folder}/migrations/${name}`
}

/** Signs and words of the suffix come after `.sql` in every order that counts: `_` after `.`, `t` after `s`, `v` after `s`. */
function afterLast(name: string, count: number): string {
  const version = count === 1 ? '' : `_v${String(count).padStart(3, '0')}`
  return `${name.replace(/\.sql$/i, '')}_then_references${version}.sql`
}

function numbered(number: number): string {
  return `${String(number).padStart(4, '0')}_references.sql`
}
