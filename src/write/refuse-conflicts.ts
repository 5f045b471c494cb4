import { FountainError } from '../core/fountain-error.ts'
import { visible } from '../core/visible-text.ts'
import type { Conflict, FileChange } from './file-change.ts'

export interface Permissions {
  /** Write into a folder that holds something else; overwrite generated files that were edited. */
  readonly force?: boolean
  /** Replace migrations. */
  readonly rebase?: boolean
}

const shown = 8

/** Whether a change may be made with these permissions. */
export function isPermitted({ conflict }: FileChange, { force, rebase }: Permissions): boolean {
  if (conflict === undefined) return true
  if (conflict === 'in-the-way') return false
  return (conflict === 'edited' ? force : rebase) === true
}

/** Throws FountainError (exit 2) for the gravest kind of change that may not be made, with the names of its files. */
export function refuseConflicts(changes: readonly FileChange[], permissions: Permissions): void {
  const refused = changes.filter((change) => !isPermitted(change, permissions))
  const of = (...conflicts: Conflict[]) =>
    refused.filter(({ conflict }) => conflict !== undefined && conflicts.includes(conflict))

  const inTheWay = of('in-the-way')
  if (inTheWay.length > 0)
    throw new FountainError('foreign-file', list('other files stand where these should be written', inTheWay), {
      hint: 'They were not written by fountain-split and are never overwritten. Move them away, or choose another folder.',
    })
  const migrations = of('migration-changed', 'migration-removed', 'migration-edited')
  if (migrations.length > 0)
    throw new FountainError('changed-migration', list('migrations that are there already would change', migrations), {
      hint: migrationHint(migrations),
    })
  const edited = of('edited')
  if (edited.length > 0)
    throw new FountainError('edited-file', list('generated files were edited by hand', edited), {
      hint: 'They are written anew at every run. Keep what you need elsewhere; --force overwrites them.',
    })
}

function migrationHint(changes: readonly FileChange[]): string {
  const byHand = changes.every(({ conflict }) => conflict === 'migration-edited')
  const why = byHand
    ? 'They were edited by hand: bring them back from version control.'
    : 'They may have been applied, so the source should change by further migrations instead.'
  return `${why} --rebase begins anew: it replaces the migrations by new ones for empty databases, and databases built with the old ones are then yours to change.`
}

const notes: Readonly<Partial<Record<Conflict, string>>> = {
  'migration-removed': '(would be removed)',
  'migration-edited': '(edited by hand)',
}

function list(what: string, changes: readonly FileChange[]): string {
  const lines = changes
    .slice(0, shown)
    .map(({ path, conflict }) => `  ${visible(path)} ${notes[conflict ?? 'edited'] ?? ''}`.trimEnd())
  if (changes.length > shown) lines.push(`  and ${changes.length - shown} more`)
  return `${what}:\n${lines.join('\n')}`
}
