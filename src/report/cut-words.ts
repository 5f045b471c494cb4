import type { CouplingKind } from '../coupling/coupling.ts'
import type { Cut, MovedCrossing } from '../suggest/suggestion.ts'
import { kindTitles } from './summary.ts'
import { count } from './terminal-text.ts'

/** What a boundary costs, in a few lines of words: keys by action, what else is cut, circles. */
export function cutLines(cut: Cut): string[] {
  const lines: string[] = []
  const actions = Object.entries(cut.byAction).map(([action, number]) => `${number} delete ${action}`)
  if (cut.keys > 0)
    lines.push(`${cut.crossing} of ${count(cut.keys, 'foreign key')} cross${actions.length === 0 ? '' : `: ${actions.join(', ')}`}`) // prettier-ignore
  if (cut.implied > 0) lines.push(`${cut.impliedCrossing} of ${count(cut.implied, 'implied reference')} cross`)
  const others = Object.entries(cut.others).map(([kind, number]) => `${number} ${kindTitles[kind as CouplingKind].toLowerCase()}`) // prettier-ignore
  if (others.length > 0) lines.push(`also cut: ${others.join(', ')}`)
  for (const circle of cut.circles) lines.push(`in a circle: ${circle.join(', ')}`)
  if (cut.circles.length === 0) lines.push('no circle')
  return lines
}

/** All that crosses: keys, implied references and the rest. */
export function crossingNumber(cut: Cut): number {
  return cut.crossing + cut.impliedCrossing + Object.values(cut.others).reduce((sum, number) => sum + number, 0)
}

export function crossingWords({ kind, from, to, action }: MovedCrossing): { ends: string; what: string } {
  const what = action === undefined ? (kind === 'implied' ? 'implied' : kind) : `delete ${action}`
  return { ends: `${from.object} → ${to.object}`, what }
}
