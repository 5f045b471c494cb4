import { operationSql } from '../histories/operation-sql.ts'
import type { HistoryTransaction, RowValues } from '../histories/history.ts'
import type { Difference } from '../replay/difference.ts'
import type { Outcome } from '../replay/outcome.ts'
import type { Step } from '../replay/replay-transaction.ts'
import type { Heard } from './hear-events.ts'

/** A transaction of a story: what was written, what became of it, and what other services heard of it. */
export interface Scene {
  readonly parts: readonly (readonly [service: string, operations: HistoryTransaction])[]
  readonly step: Step
  readonly heard: readonly Heard[]
}

const shown = 4

/** Who did what, what arrived where, and what PostgreSQL would have said; a line each. */
export function tellStory(scenes: readonly Scene[]): string[] {
  let count = 0
  return scenes.flatMap((scene) => {
    if (scene.step.became === 'broken') return [`    (${scene.step.words})`]
    const number = `${++count}.`.padStart(3)
    const written = scene.parts.flatMap(
      ([service, operations], part) =>
      operations.map((operation, place) => `${part + place === 0 ? number : '   '} ${place === 0 ? `${service}: ` : ' '.repeat(service.length + 2)}${operationSql(operation)}`), // prettier-ignore
    )
    const heard = scene.heard.map(({ service, what }) => `    → ${service} hears: ${what}`)
    return [...written, ...heard, ...tellStep(scene.step).map((line) => `    ${line}`)]
  })
}

function tellStep(step: Step): string[] {
  switch (step.became) {
    case 'refused':
      return [`refused${step.byChoice ? ' by choice' : ', as one database would'}: ${step.refusal.code} ${step.refusal.constraint ?? ''}`.trimEnd()] // prettier-ignore
    case 'unmapped':
      return ['not run: no transaction of each service does the same']
    case 'parted':
      return [step.why]
    case 'different':
      return tellDifference(step.difference)
    case 'accepted':
    case 'broken':
      return []
  }
}

/** What one database would be, and what the services are. */
export function tellDifference(difference: Difference): string[] {
  switch (difference.kind) {
    case 'verdict':
      return [
        `✗ One database ${tellOutcome(difference.original)}`,
        `  ${difference.service} ${tellOutcome(difference.split)}`,
      ]
    case 'rows':
      return [
        `✗ One database has in ${difference.relation}${tellRows(difference.missing)}`,
        `  ${difference.service} has instead${tellRows(difference.extra)}`,
      ]
    case 'stuck':
      return [`✗ One database would have gone on. ${difference.service}: ${difference.what}`]
  }
}

export function tellOutcome(outcome: Outcome): string {
  if (outcome === null) return 'accepts it'
  const { code, constraint, relation, statement, message } = outcome
  const where = statement === undefined ? 'when asked' : statement === 0 ? 'at commit' : `at statement ${statement}`
  const what = constraint === undefined ? message : `${constraint}${relation === undefined ? '' : ` of ${relation}`}`
  return `refuses it ${where}: ${code} ${what}`
}

function tellRows(rows: readonly RowValues[]): string {
  if (rows.length === 0) return ': nothing'
  const more = rows.length > shown ? ` and ${rows.length - shown} more` : ''
  return `: ${rows.slice(0, shown).map(tellRow).join(', ')}${more}`
}

export function tellRow(row: RowValues): string {
  return `(${Object.entries(row).map(([column, value]) => `${column} ${value ?? 'NULL'}`).join(', ')})` // prettier-ignore
}
