import { posix } from 'node:path'
import type { FoundSource, ProjectFolder, SourceFinder, UnreadableFind } from '../source-finder.ts'

const formatted = /^\s*--\s*liquibase formatted sql/i
const master = ['**/{db.,}changelog{-,.,_,}{master,root,main}.{yaml,yml,xml,json}', '**/changelog.{yaml,yml,xml,json}']
/** `include: file: path`, `<include file="path"`, `"file": "path"`. */
const included = /\b(?:file|path)["']?\s*[:=]\s*["']?([^\s"',}>]+)/g
/** A change that is written in the changelog's own words. */
const ownChanges = /\b(?:createTable|addForeignKeyConstraint|addColumn)\b/

/** Liquibase: SQL changelogs, in the order in which a master changelog includes them. */
export const liquibase: SourceFinder = {
  id: 'liquibase',
  async find(folder) {
    const changelogs: string[] = []
    for (const path of await folder.list([
      '**/{changelog,changelogs,liquibase,changes}/**/*.sql',
      '**/*changelog*.sql',
    ]))
      if (formatted.test(await folder.read(path))) changelogs.push(path)
    const unreadable: UnreadableFind[] = []
    const order: string[] = []
    for (const path of await folder.list(master)) {
      const text = await folder.read(path)
      if (ownChanges.test(text)) unreadable.push(inOwnWords(path))
      for (const [, file] of text.matchAll(included)) order.push(...includedBy(path, file!, changelogs))
    }
    if (changelogs.length === 0) return { unreadable }
    return { found: [await asSource(folder, changelogs, [...new Set(order)])], unreadable }
  },
}

function includedBy(changelog: string, file: string, known: readonly string[]): string[] {
  const places = [
    posix.join(posix.dirname(changelog), file),
    posix.join('src/main/resources', file),
    posix.normalize(file),
  ]
  const folder = (place: string): string => `${place.replace(/\/$/, '')}/`
  return known.filter((path) => places.some((place) => path === place || path.startsWith(folder(place))))
}

async function asSource(
  folder: ProjectFolder,
  changelogs: readonly string[],
  order: readonly string[],
): Promise<FoundSource> {
  const what = 'Liquibase’s SQL changelogs'
  if (order.length > 0) return { sources: order, what: `${what}, as the master includes them` }
  const home = changelogs.map((path) => posix.dirname(path)).reduce(commonFolder)
  const others = await folder.list([home === '.' ? '*.sql' : `${home}/**/*.sql`])
  // A folder that holds other SQL too is no source.
  return { sources: others.length === changelogs.length && home !== '.' ? [home] : changelogs, what }
}

function commonFolder(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')]
  const differs = left.findIndex((part, at) => part !== right[at])
  return left.slice(0, differs === -1 ? left.length : differs).join('/') || '.'
}

function inOwnWords(path: string): UnreadableFind {
  return {
    path,
    advice:
      'Its changes are not SQL. Make it so: liquibase update-sql --url=offline:postgresql > schema.sql, or read the database.',
  }
}
