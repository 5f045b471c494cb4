import type { Catalog } from '../../catalog/catalog.ts'
import { groupBy } from '../../core/group.ts'
import type { Artifact, EarlierMigration, MigrationPart, PrintedPart } from '../artifact.ts'
import { referenceMigrationPath } from './migration-path.ts'
import { printMigration } from './print-migration.ts'

/**
 * Leaves what earlier runs wrote in the place of foreign keys as it is; where references came, went or changed since, a
 * further migration makes the difference.
 */
export function appendReferences(
  catalog: Catalog,
  artifacts: readonly Artifact[],
  earlier: readonly EarlierMigration[],
): readonly Artifact[] {
  const ours = earlier.filter(({ parts }) => parts !== undefined)
  if (ours.length === 0) return artifacts
  const rest = artifacts.filter(({ parts }) => parts === undefined)
  const fresh = new Map(
    artifacts.flatMap((artifact) => (artifact.parts === undefined ? [] : [[folderOf(artifact.path), artifact]])),
  )
  const before = groupBy(ours, ({ path }) => folderOf(path))
  const folders = new Set([...fresh.keys(), ...before.keys()])
  return [
    ...rest,
    ...[...folders].flatMap((folder) => appendTo(catalog, folder, fresh.get(folder), before.get(folder))),
  ]
}

function appendTo(
  catalog: Catalog,
  folder: string,
  fresh: Artifact | undefined,
  before: readonly EarlierMigration[] = [],
): Artifact[] {
  const kept = before.map(({ path, text, parts }): Artifact => ({ path, text, kind: 'migration', parts: parts! }))
  const wanted = (fresh?.parts ?? []) as readonly PrintedPart[]
  const present = presentParts(before)
  const kinds = new Set(wanted.map(({ id }) => id))
  const added: PrintedPart[] = []
  const renewed = new Set<string>()
  for (const part of wanted) {
    if (present.get(part.id)?.sha256 === part.sha256 && !part.needs.some((id) => renewed.has(id))) continue
    added.push(part)
    renewed.add(part.id)
  }
  // What can only be added to stays, as its empty undo says.
  const gone = [...present.values()].filter(
    ({ id, undo }) => (undo ?? []).length > 0 && (renewed.has(id) || !kinds.has(id)),
  )
  if (added.length === 0 && gone.length === 0) return kept
  const taken = new Set(kept.map(({ path }) => path))
  const path = referenceMigrationPath(catalog, folder, taken)
  const undo = gone.reverse().flatMap((part) => part.undo ?? [])
  const parts = [...gone.filter(({ id }) => !kinds.has(id)).map(({ id }): MigrationPart => ({ id })), ...added]
  const text = printMigration(
    folder.slice(folder.lastIndexOf('/') + 1),
    undo,
    added.map(({ textAgain }) => textAgain),
  )
  return [...kept, { path, text, kind: 'migration', parts }]
}

/** In the order in which they were made; migrations come in the order of their names. */
function presentParts(before: readonly EarlierMigration[]): Map<string, MigrationPart> {
  const present = new Map<string, MigrationPart>()
  for (const part of before.flatMap(({ parts }) => parts!)) {
    present.delete(part.id)
    if (part.sha256 !== undefined) present.set(part.id, part)
  }
  return present
}

function folderOf(path: string): string {
  return path.slice(0, path.indexOf('/migrations/'))
}
