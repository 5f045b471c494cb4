import type { CheckResult, ConcurrentSummary, LeftOut, ReplaySummary } from '../../verify/verdict.ts'
import { count, wrapText } from '../terminal-text.ts'
import type { Palette } from '../report.ts'
import { verdictInWords } from '../verdict-words.ts'
import type { VerifyFormat } from '../verify-format.ts'

export const pretty: VerifyFormat = {
  id: 'pretty',
  terminal: true,
  *render(verdict, { palette, width }) {
    const { checks, leftOut, replay, concurrent } = verdict
    for (const check of checks) yield* tellCheck(check, palette, width)
    yield* tellLeftOut(leftOut, palette, width)
    if (replay !== null) yield tellReplay(replay)
    if (concurrent !== null) yield* tellConcurrent(concurrent)
    const { proven, counts } = verdictInWords(verdict)
    yield `\n${verdict.passed ? palette.good(proven) : palette.danger(proven)}: ${counts}\n`
  },
}

function* tellCheck(
  { id, passed, details, notChecked, story = [] }: CheckResult,
  palette: Palette,
  width: number,
): Iterable<string> {
  const mark = passed === null ? palette.caution('–') : passed ? palette.good('✓') : palette.danger('✗')
  yield `${mark} ${palette.strong(id)}\n`
  yield* details.map((line) => indent(line, width))
  yield* story.map((line) => `    ${line}\n`)
  if (notChecked.length > 0) yield `    ${palette.faint('not checked:')}\n`
  yield* notChecked.map((line) => palette.faint(indent(line, width)))
}

/** So many statements are told, of what may be hundreds that hang on one. */
const shown = 5

function* tellLeftOut(leftOut: readonly LeftOut[], palette: Palette, width: number): Iterable<string> {
  if (leftOut.length === 0) return
  yield `${palette.caution('!')} ${count(leftOut.length, 'statement')} left out on both sides, which this PostgreSQL refuses:\n`
  const lines = leftOut.slice(0, shown).map(({ file, line, message }) => `${file}:${line}: ${message}`)
  if (leftOut.length > shown) lines.push(`and ${leftOut.length - shown} more: --format json has all of them`)
  yield* lines.map((line) => palette.faint(indent(line, width)))
}

function tellReplay({ seed, operations, seconds, refused, faults }: ReplaySummary): string {
  return `  one after the other: ${operations} operations, ${refused} refused by both, ${faults} faults; ${seconds} s, seed ${seed}\n`
}

function tellConcurrent(told: ConcurrentSummary): string[] {
  const { operations, clients, rounds, refused, turnedAway, faults, groups, steps, looks, seconds, seed } = told
  return [
    `  at once: ${operations} operations of ${clients} clients in ${count(rounds, 'round')}, ${refused} refused, ${turnedAway} turned away, ${faults} faults; ${seconds} s, seed ${seed}\n`,
    `  ${count(groups, 'group')} of keys put in order by ${count(steps, 'step')}; ${count(looks, 'look')} for orphans meanwhile\n`,
  ]
}

function indent(text: string, width: number): string {
  return wrapText(text, width - 4)
    .map((line) => `    ${line}\n`)
    .join('')
}
