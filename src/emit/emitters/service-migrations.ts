import type { Catalog } from '../../catalog/catalog.ts'
import { groupBy } from '../../core/group.ts'
import { keyInWords } from '../../core/object-key.ts'
import type { Removal, Route, SplitPlan } from '../../plan/split-plan.ts'
import { sqlComment } from '../../print/sql-comment.ts'
import type { Artifact } from '../artifact.ts'
import type { Emitter } from '../emitter.ts'
import { migrationNames } from '../migration-names.ts'
import { routedStatements, routedText } from '../routed-text.ts'
import { serviceFolders } from '../service-folders.ts'

/** Per service, the user's own statements: one migration for each file of the source that concerns it. */
export const serviceMigrations: Emitter = {
  id: 'service-migrations',
  *emit({ catalog, plan }) {
    const names = migrationNames(catalog.files)
    const folders = serviceFolders(plan.services)
    const removals = groupBy(plan.removals, ({ service }) => service)
    const routes = groupBy(plan.routes, ({ service }) => service)
    const gaps = countGaps(catalog)
    for (const { name } of plan.services) {
      const byFile = groupBy(routes.get(name) ?? [], ({ statement }) => catalog.statements[statement]!.file)
      for (const [file, fileRoutes] of byFile) {
        // SET and BEGIN alone do nothing.
        if (fileRoutes.every(({ statement }) => catalog.statements[statement]!.nature === 'session')) continue
        const lost = (removals.get(name) ?? []).filter(({ statement }) => catalog.statements[statement]!.file === file)
        yield migration(
          catalog,
          plan,
          `${folders.get(name)}/migrations/${names[file]}`,
          name,
          file,
          fileRoutes,
          lost,
          gaps,
        )
      }
    }
  },
}

function migration(
  catalog: Catalog,
  plan: SplitPlan,
  path: string,
  service: string,
  file: number,
  routes: readonly Route[],
  lost: readonly Removal[],
  gaps: readonly number[],
): Artifact {
  const source = plan.source.kind === 'database' ? 'the database' : catalog.files[file]!.name
  const head = [
    `Service ${service}, from ${source === '-' ? 'standard input' : source}.`,
    'The statements stand as they are written there, less what other services own.',
  ]
  head.push(...lostLines('Left out, because it crosses:', lost, ({ extent }) => extent !== 'rewritten'))
  head.push(...lostLines('In other words, because it crosses:', lost, ({ extent }) => extent === 'rewritten'))
  const comment = `${sqlComment(head)}\n`
  let text = comment
  let last: number | undefined
  for (const route of routes) {
    const statement = routedText(catalog, route)
    if (last === undefined) text += `\n${statement.replace(/^\ufeff?\s+/, '')}`
    else {
      // The paragraphs of the source stay apart, also where what stood between them went to another service.
      if (gaps[route.statement]! > gaps[last]! && !/^\s*?\n\s*?\n/.test(statement)) text += '\n'
      text += /^\r?\n/.test(statement) ? statement : `\n${statement.trimStart()}`
    }
    last = route.statement
  }
  const artifact = { path, text: `${text.trimEnd()}\n`, kind: 'migration' } as const
  if (!catalog.files[file]!.migration) return artifact
  return { ...artifact, origin: { head: comment, statements: routedStatements(catalog, file, routes) } }
}

/** Of a thing and what is said about it, the thing. */
function lostLines(title: string, lost: readonly Removal[], isMeant: (removal: Removal) => boolean): string[] {
  const objects = [...groupBy(lost.filter(isMeant), ({ object }) => object)]
  const lines = objects.flatMap(([object, [first]]) => [`  ${keyInWords(object)}`, `    ${first!.why}`])
  return lines.length === 0 ? [] : ['', title, ...lines]
}

/** For each statement, how many of those up to it have an empty line before them. */
function countGaps(catalog: Catalog): number[] {
  let count = 0
  return catalog.statements.map(({ file, start, textStart }) => {
    if (/\n[ \t\r]*\n/.test(catalog.files[file]!.bytes.toString('latin1', start, textStart))) count++
    return count
  })
}
