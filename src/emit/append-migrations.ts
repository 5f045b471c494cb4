import type { Catalog } from '../catalog/catalog.ts'
import { groupBy } from '../core/group.ts'
import { quoteName } from '../core/identifier.ts'
import { fileHash } from './routed-text.ts'
import { sqlComment } from '../print/sql-comment.ts'
import type { Artifact, EarlierMigration, MigrationOrigin, RoutedStatement, StatementPlace } from './artifact.ts'

/**
 * Leaves the migrations of an earlier run as they are, where the files that they were made from are still the same. What a
 * service came to need of those files since, say a type that another service alone used, is put at the head of its first
 * new migration; what it needs no longer, it keeps. Where relations would move, or there is no new migration, all are given
 * as they would be without an earlier run.
 */
export function appendMigrations(
  catalog: Catalog,
  artifacts: readonly Artifact[],
  earlier: readonly EarlierMigration[],
): readonly Artifact[] {
  const places = earlier.flatMap((migration) => migration.places)
  const files = new Map(catalog.files.map(({ name, bytes }) => [name, fileHash(bytes)]))
  if (places.length === 0 || places.some(({ file, sha256 }) => files.get(file) !== sha256)) return artifacts
  const fresh = artifacts.filter(({ origin }) => origin !== undefined)
  const known = new Set(places.map(({ file }) => file))
  const newName = fresh
    .find(({ origin }) => !known.has(originFile(origin!)))
    ?.path.split('/')
    .at(-1)
  const byFolder = groupBy(fresh, ({ path }) => folderOf(path))
  const earlierByFolder = groupBy(earlier, ({ path }) => folderOf(path))
  const appended: Artifact[] = []
  for (const folder of new Set([...byFolder.keys(), ...earlierByFolder.keys()])) {
    const newPath = newName === undefined ? undefined : `${folder}/${newName}`
    const service = { fresh: byFolder.get(folder) ?? [], earlier: earlierByFolder.get(folder) ?? [], known, newPath }
    const migrations = losesRelations(catalog, service) ? undefined : appendToService(service)
    if (migrations === undefined) return artifacts
    appended.push(...migrations)
  }
  return [...artifacts.filter(({ origin }) => origin === undefined), ...appended]
}

interface ServiceMigrations {
  readonly fresh: readonly Artifact[]
  readonly earlier: readonly EarlierMigration[]
  /** Files of the source that were there at the earlier run. */
  readonly known: ReadonlySet<string>
  /** Where the service's next migration would stand. */
  readonly newPath: string | undefined
}

/** The boundary has moved: what to do about the rows is not for a file to say. */
function losesRelations(catalog: Catalog, { fresh, earlier }: ServiceMigrations): boolean {
  const routed = new Set(fresh.flatMap(({ origin }) => origin!.statements.map(placeKey)))
  const gone = earlier.flatMap(({ places }) => places).filter((place) => !routed.has(placeKey(place)))
  return gone.some(({ file, at }) => {
    const index = catalog.files.findIndex(({ name }) => name === file)
    const first = catalog.statements.findIndex((statement) => statement.file === index)
    return catalog.statements[first + at]?.effects.some(({ object }) => {
      const { kind } = catalog.objects[object]!
      return kind === 'relation' || kind === 'view'
    })
  })
}

/** Undefined where an earlier migration would have to change. */
function appendToService({ fresh, earlier, known, newPath }: ServiceMigrations): Artifact[] | undefined {
  const texts = new Map(earlier.flatMap(({ text, places }) => places.map((place) => [placeKey(place), text])))
  const kept = earlier.map(({ path, text, places }): Artifact => ({
    path,
    text,
    kind: 'migration',
    origin: asOrigin(places),
  }))
  const added = fresh.filter(({ origin }) => !known.has(originFile(origin!)))
  const late: RoutedStatement[] = []
  for (const statement of fresh.filter((each) => !added.includes(each)).flatMap(({ origin }) => origin!.statements)) {
    const text = texts.get(placeKey(statement))
    if (text === undefined) late.push(statement)
    else if (!text.includes(statement.text)) return undefined
  }
  // Its own SET and BEGIN are nothing to need.
  const needed = late.filter(({ isSession }) => !isSession)
  if (needed.length === 0) return [...kept, ...added]
  if (newPath === undefined) return undefined
  return [...kept, withLate(added[0] ?? emptyMigration(newPath), needed), ...added.slice(1)]
}

function emptyMigration(path: string): Artifact {
  const head = `${sqlComment(['Of this file the service needs nothing itself.'])}\n`
  return { path, text: head, kind: 'migration', origin: { head, statements: [] } }
}

function withLate(artifact: Artifact, late: readonly RoutedStatement[]): Artifact {
  const { head, statements } = artifact.origin!
  let text = head
  for (const [file, part] of groupBy(late, (statement) => statement.file)) {
    text += `\n${sqlComment([`Needed from here on, from ${file}:`])}\n`
    for (const { searchPath, text: statement } of part) {
      const path = searchPath.map(quoteName).join(', ')
      const isDefault = path === 'public'
      text += isDefault
        ? `${statement}\n`
        : `SET search_path = ${path === '' ? "''" : path};\n${statement}\nRESET search_path;\n`
    }
  }
  const rest = artifact.text.slice(head.length)
  return { ...artifact, text: `${text}${rest}`, origin: { head, statements: [...late, ...statements] } }
}

function asOrigin(places: readonly StatementPlace[]): MigrationOrigin {
  return { head: '', statements: places.map((place) => ({ ...place, text: '', isSession: false, searchPath: [] })) }
}

/** The file that a fresh migration is made from. */
function originFile({ statements }: MigrationOrigin): string {
  return statements[0]!.file
}

function placeKey({ file, at }: StatementPlace): string {
  return `${at} ${file}`
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}
