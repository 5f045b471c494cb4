import { stronglyConnectedGroups } from '../core/graph.ts'
import type { Import, Module } from './read-modules.test-support.ts'

/** What a room may import, each with the reason. Keys are rooms (`core`) or single files (`lint/finding.ts`). */
export type Arrows = Readonly<Record<string, string>>
/** By room: a folder of `src/`, or a file that lies in `src/` itself. */
export type Rooms = Readonly<Record<string, Arrows>>

const isTest = (path: string): boolean => /\.(test|test-support)\.ts$/.test(path)
const isOurs = (path: string): boolean => path.endsWith('.ts') && !path.startsWith('../')
const roomOf = (path: string): string => path.split('/')[0]!
const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')
const shown = (module: Module, { to, line }: Import): string => `${module.path}:${line} → ${to}`

/** Imports that no arrow allows. Tests follow the arrows of their room and `tests`, and may use every test support. */
export function strayArrows(modules: readonly Module[], rooms: Rooms, tests: Arrows): string[] {
  const complaints: string[] = []
  for (const module of modules) {
    const room = roomOf(module.path)
    const test = isTest(module.path)
    const arrows = rooms[room]
    if (arrows === undefined && !test) complaints.push(`${module.path}: there is no room ${room}`)
    for (const each of module.imports) {
      if (!isOurs(each.to) || (roomOf(each.to) === room && !isTest(each.to))) continue
      const allowed = test ? { ...arrows, ...tests } : (arrows ?? {})
      if (test && isTest(each.to)) continue
      if (!isTest(each.to) && (Object.hasOwn(allowed, each.to) || Object.hasOwn(allowed, roomOf(each.to)))) continue
      complaints.push(shown(module, each))
    }
  }
  return complaints
}

/** Files that need each other, types included: neither can be understood first. */
export function circles(modules: readonly Module[]): string[] {
  const graph = new Map(modules.map(({ path, imports }) => [path, imports.map(({ to }) => to)]))
  return stronglyConnectedGroups(graph).map((group) => group.join(' ↔ '))
}

/** A registry's members, by their folder: `coupling/detectors` → the files that the registry beside it names. */
export function memberFolders(modules: readonly Module[]): Map<string, { registry: string; members: Set<string> }> {
  const folders = new Map<string, { registry: string; members: Set<string> }>()
  for (const { path, imports } of modules) {
    if (isTest(path) || !/(^|[/-])registry\.ts$/.test(path)) continue
    for (const { to } of imports) {
      const folder = folderOf(to)
      if (!folder.startsWith(`${folderOf(path)}/`)) continue
      if (!folders.has(folder)) folders.set(folder, { registry: path, members: new Set() })
      folders.get(folder)!.members.add(to)
    }
  }
  return folders
}

/** Members that know a sibling or their registry, and files among members that no registry names. */
export function meddlingMembers(modules: readonly Module[]): string[] {
  const complaints: string[] = []
  for (const [folder, { registry, members }] of memberFolders(modules))
    for (const module of modules) {
      if (folderOf(module.path) !== folder || isTest(module.path)) continue
      if (!members.has(module.path)) complaints.push(`${module.path} is not in ${registry}`)
      for (const each of module.imports)
        if (folderOf(each.to) === folder || each.to === registry) complaints.push(shown(module, each))
    }
  return complaints
}

/** `index.ts` is for those outside; inside, a thing is imported from where it stands. The command line is outside. */
export function barrelImports(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => roomOf(path) !== 'commands' && !isTest(path))
    .flatMap((module) =>
      module.imports.filter(({ to }) => /(^|\/)index\.ts$/.test(to)).map((each) => shown(module, each)),
    )
}

/** Everything that loading one file loads at once, below `src/` and from packages. */
export function loadedAtOnce(modules: readonly Module[], entry: string): { files: string[]; packages: string[] } {
  const byPath = new Map(modules.map((module) => [module.path, module]))
  const files = new Set([entry])
  const packages = new Set<string>()
  for (const file of files)
    for (const { to, how } of byPath.get(file)?.imports ?? []) {
      if (how !== 'value') continue
      if (isOurs(to)) files.add(to)
      else if (!to.startsWith('node:') && !to.startsWith('../')) packages.add(to)
    }
  return { files: [...files].sort(), packages: [...packages].sort() }
}

/** Imports of packages outside of their only home: by package, the rooms or files that may. */
export function strayPackages(
  modules: readonly Module[],
  homes: Readonly<Record<string, readonly string[]>>,
): string[] {
  const complaints: string[] = []
  for (const module of modules)
    for (const each of module.imports) {
      const home = Object.hasOwn(homes, each.to) ? homes[each.to]! : undefined
      if (home === undefined || isTest(module.path)) continue
      if (!home.includes(roomOf(module.path)) && !home.includes(module.path)) complaints.push(shown(module, each))
    }
  return complaints
}

const changesDisk = /^(writeFile|appendFile|mkdir|mkdtemp|rm|rmdir|unlink|rename|copyFile|cp|symlink|link|truncate|chmod|open|createWriteStream)(Sync)?$/ // prettier-ignore

/** Imports from `node:fs` that could change the disk, outside of the rooms and files that may. */
export function strayWriters(modules: readonly Module[], writers: readonly string[]): string[] {
  return modules
    .filter(({ path }) => !isTest(path) && !writers.includes(roomOf(path)) && !writers.includes(path))
    .flatMap((module) =>
      module.imports
        .filter(
          ({ to, names }) =>
            /^(node:)?fs(\/promises)?$/.test(to) && names.some((name) => name === '*' || changesDisk.test(name)),
        ) // prettier-ignore
        .map((each) => shown(module, each)),
    )
}

/** Uses of the process's exit and output outside of the command line. */
export function strayExits(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => !isTest(path) && roomOf(path) !== 'commands')
    .flatMap(({ path, processUses }) =>
      processUses
        .filter((use) => /^process\.(exit|exitCode|stdout|stderr|argv)$/.test(use))
        .map((use) => `${path}: ${use}`),
    )
}

const emptyName = /^(types|common|misc|internal)$|(^|-)(utils?|helpers?|manager)$/

/** Files and folders whose names say nothing, or are not in kebab-case. */
export function badNames(modules: readonly Module[]): string[] {
  return modules
    .map(({ path }) => path)
    .filter((path) => {
      const parts = path.replace(/(\.test|\.test-support)?\.ts$/, '').split('/')
      return parts.some((part) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(part) || emptyName.test(part))
    })
}

export function longFiles(modules: readonly Module[], most: number): string[] {
  return modules.filter(({ lines }) => lines > most).map(({ path, lines }) => `${path}: ${lines} lines`)
}
