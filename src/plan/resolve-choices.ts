import type { Config } from '../config/config.ts'
import { nearest } from '../config/nearest-word.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { quoteColumns } from '../core/identifier.ts'
import { parseColumns, splitReference } from '../core/parse-columns.ts'
import type { KeyInPlan, KeysInPlan } from './plan-foreign-keys.ts'
import type { PlannedForeignKey } from './split-plan.ts'
import type { Guard, Reaction } from './strategy.ts'

/** What the configuration says of one reference. */
export interface Choice {
  readonly guard?: Guard
  readonly delete?: Reaction
  readonly update?: Reaction
}

type Entry = NonNullable<Config['references']>[number]

/**
 * The entries under `references:` by the id of the reference that they are about. An entry names the referencing columns, and
 * is about every crossing key over them; or it is an id as analyze writes it. Of two that say different things the later holds.
 */
export function resolveChoices(
  entries: readonly Entry[],
  keys: KeysInPlan,
): { choices: ReadonlyMap<string, Choice>; diagnostics: readonly Diagnostic[] } {
  const choices = new Map<string, Choice>()
  const diagnostics: Diagnostic[] = []
  for (const { from, ...said } of entries) {
    const choice: Choice = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
    const crossing = keys.crossing.filter(({ planned }) => namesReference(from, planned))
    if (crossing.length === 0) {
      const isInside = keys.all().some(({ planned }) => namesReference(from, planned))
      diagnostics.push(neverMatched(from, isInside, keys.crossing))
    }
    for (const { planned } of crossing) {
      const earlier = choices.get(planned.id)
      const parts = (Object.keys(choice) as (keyof Choice)[]).filter(
        (part) => earlier?.[part] !== undefined && earlier[part] !== choice[part],
      )
      if (parts.length > 0) diagnostics.push(contradiction(planned.id, parts))
      choices.set(planned.id, { ...earlier, ...choice })
    }
  }
  return { choices, diagnostics }
}

/** Whether a text names a foreign key: its referencing columns, or its id. Throws FountainError where it is neither. */
export function namesReference(from: string, { id, referencing }: PlannedForeignKey): boolean {
  // The arrow outside of quotes tells an id.
  if (splitReference(from) !== undefined) return id === from.trim()
  const { schema, name, columns } = parseColumns(from)
  return (
    referencing.schema === schema &&
    referencing.relation === name &&
    referencing.columns.length === columns.length &&
    referencing.columns.every((column) => columns.includes(column))
  )
}

function neverMatched(from: string, isInside: boolean, crossing: readonly KeyInPlan[]): Diagnostic {
  const ends = crossing.map(({ planned: { referencing } }) =>
    quoteColumns({ schema: referencing.schema, name: referencing.relation }, referencing.columns),
  )
  const known = splitReference(from) === undefined ? ends : crossing.map(({ planned }) => planned.id)
  const close = nearest(from, [...new Set(known)])
  const why = isInside
    ? 'Its foreign key stays within one service, and in force.'
    : `${close === undefined ? 'analyze lists the references.' : `Did you mean ${close}?`} Names are as PostgreSQL folds them: lower case unless quoted.`
  return {
    code: 'unmatched-reference',
    severity: 'warning',
    subject: from,
    message: `references: ${from} is no foreign key that crosses`,
    hint: why,
  }
}

function contradiction(id: string, parts: readonly string[]): Diagnostic {
  return {
    code: 'twice-chosen-strategy',
    severity: 'warning',
    subject: id,
    message: `${id}: two entries of the configuration choose its ${parts.join(' and ')}; the later one holds`,
    hint: 'Name one key by its whole id, as analyze writes it, where several lie over the same columns.',
  }
}
