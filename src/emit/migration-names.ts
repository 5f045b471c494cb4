import type { SourceFile } from '../catalog/statement.ts'
import { sortByText } from '../core/order.ts'

/**
 * For each file of the source, the name of the migration that it becomes. Files of a folder of migrations keep theirs (with
 * their folder before it where two share one), so that a new one only adds a file; others are numbered.
 */
export function migrationNames(files: readonly SourceFile[]): readonly string[] {
  const count = new Map<string, number>()
  for (const { name } of files) count.set(fileName(name), (count.get(fileName(name)) ?? 0) + 1)
  return files.map(({ name, migration }, position) => {
    const base = fileName(name)
    if (migration && count.get(base) === 1) return base
    if (migration) return `${portable(folderName(name))}-${base}`
    const number = String(position + 1).padStart(4, '0')
    const stem = portable(base.replace(/\.sql$/i, '')).replace(/^[\d_-]+(?=\D)/, '')
    return `${number}_${/[A-Za-z]/.test(stem) ? stem : 'schema'}.sql`
  })
}

/**
 * Migrations of one service in the order in which they are applied, which is not that of their names where those have
 * numbers of different lengths: as the source has them, each with what is ours after it.
 */
export function inOrderOfApplication<Thing extends { readonly path: string }>(
  files: readonly SourceFile[],
  migrations: readonly Thing[],
): Thing[] {
  const stems = migrationNames(files).map((name) => name.replace(/\.sql$/i, ''))
  const placeOf = ({ path }: Thing) => {
    const stem = fileName(path).replace(/(?:_then_references(?:_v\d+)?)?\.sql$/i, '')
    const at = stems.indexOf(stem)
    return at === -1 ? stems.length : at
  }
  return sortByText(migrations, ({ path }) => path).sort((left, right) => placeOf(left) - placeOf(right))
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function folderName(path: string): string {
  return path.split('/').at(-2) ?? ''
}

function portable(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80)
}
