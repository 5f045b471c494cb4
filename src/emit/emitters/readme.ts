import { groupBy } from '../../core/group.ts'
import { keyInWords } from '../../core/object-key.ts'
import { compareText } from '../../core/order.ts'
import type { Removal, SplitPlan } from '../../plan/split-plan.ts'
import { codeSpan, markdownTable, prose, sqlBlock } from '../../print/markdown-text.ts'
import { findCircles } from '../creations/find-creations.ts'
import type { EmitInput, Emitter } from '../emitter.ts'
import { migrationNames } from '../migration-names.ts'
import { referencesSection, serviceName } from '../references-account.ts'
import { findPairs } from '../references/service-references.ts'
import { serviceFolders } from '../service-folders.ts'

/** The page for whoever reads the output first: what is here, how to run it, what was taken out and why. */
export const readme: Emitter = {
  id: 'readme',
  *emit(input) {
    yield { path: 'README.md', text: `${[...render(input)].join('').trimEnd()}\n`, kind: 'generated' }
  },
}

function* render(input: EmitInput): Generator<string> {
  const { catalog, plan } = input
  const { total, routed, cut, reported } = plan.source.statements
  yield '# The split\n\n'
  yield `Made by fountain-split from ${plan.source.files.map(codeSpan).join(', ')}; do not edit, run it again.\n\n`
  yield `Of ${total} statements ${routed} went whole to where they belong${reported === 0 ? ' and' : ','} ${cut} lost what crosses`
  yield reported === 0
    ? '.\n\n'
    : `; ${reported} went to no service and are left to you, [at the end](#left-to-you).\n\n`
  yield '## Services\n\n'
  const folders = serviceFolders(plan.services)
  const isLeft = leftCounter(plan)
  yield* markdownTable(
    ['Service', 'Folder', 'Schemas', 'Relations', 'Views'],
    plan.services.map(({ name, schemas, relations, views }) => [
      codeSpan(name),
      codeSpan(folders.get(name)!),
      schemas.map(codeSpan).join(', '),
      String(relations.length - isLeft(name, 'relation')),
      String(views.length - isLeft(name, 'view')),
    ]),
  )
  const folder = folders.get(plan.services[0]?.name ?? '') ?? 'services/…'
  yield* howToRun(plan, migrationNames(catalog.files), folder)
  yield* referencesSection(plan, findCircles(catalog, findPairs(input)))
  yield* removalsSection(plan)
  yield* copiesSection(plan)
  yield* reportedSection(plan)
}

function* howToRun(plan: SplitPlan, names: readonly string[], folder: string): Generator<string> {
  yield '## Run it\n\n'
  const shared = plan.layout === 'schemas'
  const one = shared ? 'one database, for all services' : 'an empty database, for each service'
  const order = sortAsWritten(names) ? 'of their names' : 'below, which is not that of their names,'
  yield `Roles come first: they belong to the cluster. Then the migrations of a service are applied in the order ${order} to ${one}; `
  yield `after them, and again after each new one, ${codeSpan('rights.sql')} gives the service's role what it needs and no more. All of it by an administrator: a superuser, or who may make roles (CREATEROLE) and owns the database.\n\n`
  const database = shared ? 'split' : (plan.services[0]?.name ?? 'service')
  const files = shared ? 'services/*' : shellWord(folder)
  const psql = `psql --set ON_ERROR_STOP=1 --file "$file" ${shellWord(database)}`
  const lines = ['psql --set ON_ERROR_STOP=1 --file cluster/roles.sql postgres', `createdb ${shellWord(database)}`]
  if (sortAsWritten(names))
    lines.push(`for file in ${files}/migrations/*.sql ${files}/rights.sql; do`, `  ${psql} || break`, 'done')
  else {
    // The shell would take 10 before 2.
    const ours = `${files}/migrations/"\${name%.sql}"_then_references*.sql`
    lines.push('while read -r name; do', `  for file in ${files}/migrations/"$name" ${ours}; do`)
    lines.push('    [ ! -e "$file" ] ||', `    ${psql} </dev/null || break 2`)
    lines.push('  done', "done <<'END'", ...names, 'END')
    lines.push(`for file in ${files}/rights.sql; do`, `  ${psql} || break`, 'done')
  }
  yield sqlBlock(lines.join('\n')).replace(/^(`+)sql/, '$1sh')
  yield '\n'
}

/** Where one database cannot hold two of a name. */
function* copiesSection(plan: SplitPlan): Generator<string> {
  if (plan.copies.length === 0) return
  yield '## What several services have\n\n'
  yield 'Each has its own copy, in a schema of its own; from then on they can drift apart.\n\n'
  yield* markdownTable(
    ['Service', 'What', 'Its schema now'],
    plan.copies.map(({ service, object, to }) => [codeSpan(service), codeSpan(object), codeSpan(to)]),
  )
}

/** Numbers of one length sort alike everywhere. */
function sortAsWritten(names: readonly string[]): boolean {
  const lengths = new Set(names.map((name) => /^\d*/.exec(name)![0].length))
  const isOrdered = names.every((name, at) => at === 0 || compareText(names[at - 1]!, name) < 0)
  return names.length < 2 || (isOrdered && lengths.size === 1 && !lengths.has(0))
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function* removalsSection(plan: SplitPlan): Generator<string> {
  const others = plan.removals.filter(
    ({ object, extent }) => extent !== 'history' && !object.startsWith('foreign-key '),
  )
  if (others.length === 0) return
  yield '## What else was left out\n\n'
  for (const [service, removals] of groupBy(others, (removal) => removal.service)) {
    yield `### ${serviceName(service)}\n\n`
    for (const about of groupBy(removals, ({ object, extent }) => `${extent} ${object}`).values())
      yield* removalText(about)
  }
}

const instead = {
  gone: '',
  history: '',
  elsewhere: ' Another service keeps it.',
  rewritten: ' It is said in other words.',
}

/** One thing, and with it what the source says about it further on: comments, rights. */
function* removalText(removals: readonly Removal[]): Generator<string> {
  const { object, why, extent, evidence } = removals[0]!
  yield `**${codeSpan(keyInWords(object))}** (${codeSpan(`${evidence.file}:${evidence.line}`)})  \n`
  yield `${prose(why)}${instead[extent]}\n\n`
  const texts = removals.map(({ text }) => text).filter((text) => text !== '')
  if (texts.length > 0) yield `${sqlBlock(texts.join('\n\n'))}\n`
}

/** How many relations or views of its own a service goes without. */
function leftCounter({ removals }: SplitPlan): (service: string, kind: 'relation' | 'view') => number {
  const keys = new Set(
    removals.filter(({ extent }) => extent === 'gone').map(({ service, object }) => `${service}\0${object}`),
  )
  return (service, kind) => [...keys].filter((key) => key.startsWith(`${service}\0${kind} `)).length
}

function* reportedSection(plan: SplitPlan): Generator<string> {
  if (plan.reported.length === 0) return
  yield '## Left to you\n\n'
  yield 'Statements that went to no service.\n\n'
  yield* markdownTable(
    ['Where', 'Statement', 'Why'],
    plan.reported.map(({ why, evidence }) => [
      codeSpan(`${evidence.file}:${evidence.line}`),
      codeSpan(evidence.text),
      prose(why),
    ]),
  )
}
