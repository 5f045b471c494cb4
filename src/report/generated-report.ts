import { visible } from '../core/visible-text.ts'
import type { SplitPlan } from '../plan/split-plan.ts'
import type { FileChange } from '../write/file-change.ts'
import type { Palette } from './report.ts'
import { count, displayWidth, padTo, wrapText } from './terminal-text.ts'

/** What a run of generate did, or would do. */
export interface GeneratedOutput {
  readonly mode: 'write' | 'check' | 'dry-run'
  readonly folder: string
  readonly files: readonly FileChange[]
  /** Whether any of them is not as it should be, or was not. */
  readonly changed: boolean
  readonly plan: SplitPlan
}

export interface GeneratedReportOptions {
  readonly palette: Palette
  readonly width: number
}

const renderers = { pretty: renderPretty, json: renderJson }

export function renderGenerated(
  output: GeneratedOutput,
  format: keyof typeof renderers,
  options: GeneratedReportOptions,
): Iterable<string> {
  return renderers[format](output, options)
}

/** For people: after writing, what the services got; before, what would change. */
function* renderPretty(output: GeneratedOutput, options: GeneratedReportOptions): Generator<string> {
  const all = output.files.filter(({ change }) => change !== 'none')
  const others = all.filter(({ kind }) => kind !== 'manifest')
  // The list of files changes with them.
  const changes = others.length === 0 ? all : others
  const title = `${visible(output.folder)}/`
  const note =
    changes.length === 0
      ? `${count(output.files.filter(({ kind }) => kind !== 'manifest').length, 'file')} as they should be`
      : countChanges(changes)
  const gap = ' '.repeat(Math.max(2, options.width - displayWidth(title) - note.length))
  yield `${options.palette.heading(title)}${gap}${note}\n`
  if (output.mode === 'write') yield* services(output.plan, output.files, options)
  else yield* changeList(changes, options)
  yield* closing(output, changes, options)
}

const changeWords = { create: 'new', change: 'changed', remove: 'removed' } as const

function countChanges(changes: readonly FileChange[]): string {
  return Object.entries(changeWords)
    .map(([change, word]) => ({ word, number: changes.filter((each) => each.change === change).length }))
    .filter(({ number }) => number > 0)
    .map(({ word, number }) => `${number} ${word}`)
    .join(', ')
}

function* services(plan: SplitPlan, files: readonly FileChange[], { palette }: GeneratedReportOptions) {
  const folders = new Map<string, number>()
  for (const { path, kind, change } of files) {
    const folder = /^services\/[^/]+\/(?=migrations\/)/.exec(path)?.[0]
    if (kind === 'migration' && change !== 'remove' && folder !== undefined)
      folders.set(folder, (folders.get(folder) ?? 0) + 1)
  }
  const width = Math.max(0, ...[...folders.keys()].map(displayWidth))
  for (const [folder, number] of folders)
    yield `  ${palette.strong(padTo(folder, width))}  ${count(number, 'migration')}\n`
  const left = countRemovals(plan)
  if (left !== '') for (const line of wrapText(`Left out: ${left}.`, 78)) yield `  ${line}\n`
  if (plan.reported.length > 0) yield `  Left to you: ${count(plan.reported.length, 'statement')} in no service.\n`
}

const plurals: Readonly<Record<string, string>> = { index: 'indexes', policy: 'policies', statistics: 'statistics' }

/** What no service has, by kind: `18 foreign keys, 2 views`. */
function countRemovals({ removals }: SplitPlan): string {
  const kinds = new Map<string, Set<string>>()
  for (const { object, extent } of removals) {
    if (extent !== 'gone') continue
    const kind = object.slice(0, object.indexOf(' '))
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(object))
  }
  return [...kinds]
    .map(([kind, objects]) => {
      const words = kind.replaceAll('-', ' ')
      return count(objects.size, words, plurals[kind] ?? `${words}s`)
    })
    .join(', ')
}

const permissionWords = {
  'in-the-way': "another's file: never overwritten",
  edited: 'edited by hand: needs --force',
  'migration-changed': 'may have been applied: needs --rebase',
  'migration-edited': 'edited by hand: needs --rebase',
  'migration-removed': 'may have been applied: needs --rebase',
} as const

function* changeList(changes: readonly FileChange[], { palette }: GeneratedReportOptions): Generator<string> {
  for (const { path, change, conflict } of changes) {
    yield `  ${padTo(change, 6)}  ${visible(path)}\n`
    if (conflict !== undefined) yield `          ${palette.caution(permissionWords[conflict])}\n`
  }
}

function* closing(
  { mode, folder, plan }: GeneratedOutput,
  changes: readonly FileChange[],
  { width }: GeneratedReportOptions,
): Generator<string> {
  if (mode === 'write') {
    if (plan.services.length > 0)
      for (const line of wrapText(`Read on in ${folder}/README.md: what was removed, and how to run the rest.`, width))
        yield `${line}\n`
  } else if (mode === 'check' && changes.length > 0)
    yield `Not what would be generated; run fountain-split generate, and commit it.\n`
}

/** For programs; a file to a line. */
function* renderJson({ mode, folder, files, plan, changed }: GeneratedOutput): Generator<string> {
  const { layout, inputHash } = plan
  yield `{ "schemaVersion": 1, "mode": ${JSON.stringify(mode)}, "folder": ${JSON.stringify(folder)},\n`
  yield `  "layout": ${JSON.stringify(layout)}, "inputHash": ${JSON.stringify(inputHash)}, "changed": ${changed},\n`
  yield `  "files": [`
  for (const [at, file] of files.entries()) yield `${at === 0 ? '' : ','}\n    ${JSON.stringify(file)}`
  yield `\n  ] }\n`
}
