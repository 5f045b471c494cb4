import type { Catalog } from '../../catalog/catalog.ts'
import { groupBy } from '../../core/group.ts'
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
    for (const { name } of plan.services) {
      const byFile = groupBy(routes.get(name) ?? [], ({ statement }) => catalog.statements[statement]!.file)
      for (const [file, fileRoutes] of byFile) {
        // SET and BEGIN alone do nothing.
        if (fileRoutes.every(({ statement }) => catalog.statements[statement]!.nature === 'session')) continue
        const lost = (removals.get(name) ?? []).filter(({ statement }) => catalog.statements[statement]!.file === file)
        yield migration(catalog, plan, `${folders.get(name)}/migrations/${names[file]}`, name, file, fileRoutes, lost)
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
): Artifact {
  const source = plan.source.kind === 'database' ? 'the database' : catalog.files[file]!.name
  const head = [
    `Service ${service}, from ${source === '-' ? 'standard input' : source}.`,
    'The statements stand as they are written there, less what other services own.',
  ]
  if (lost.length > 0) head.push('', 'Left out, because it crosses:')
  // Of a thing and what is said about it, the thing.
  for (const [object, [first]] of groupBy(lost, (removal) => removal.object))
    head.push(`  ${object}`, `    ${first!.why}`)
  const comment = `${sqlComment(head)}\n`
  let text = comment
  let isFirst = true
  for (const route of routes) {
    const statement = routedText(catalog, route)
    if (isFirst) text += `\n${statement.replace(/^\ufeff?\s+/, '')}`
    else text += /^\r?\n/.test(statement) ? statement : `\n${statement.trimStart()}`
    isFirst = false
  }
  const artifact = { path, text: `${text.trimEnd()}\n`, kind: 'migration' } as const
  if (!catalog.files[file]!.migration) return artifact
  return { ...artifact, origin: { head: comment, statements: routedStatements(catalog, file, routes) } }
}
