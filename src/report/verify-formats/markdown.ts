import { visible } from '../../core/visible-text.ts'
import { codeBlock, codeSpan, markdownTable, prose } from '../../print/markdown-text.ts'
import type { CheckResult, ConcurrentSummary, LeftOut, ReplaySummary, Verdict } from '../../verify/verdict.ts'
import { count } from '../terminal-text.ts'
import type { VerifyFormat } from '../verify-format.ts'
import { verdictInWords } from '../verdict-words.ts'

/** For pull requests and job summaries: what failed is open, what was not looked at folded. */
export const markdown: VerifyFormat = {
  id: 'markdown',
  terminal: false,
  *render(verdict) {
    const { proven, counts } = verdictInWords(verdict)
    yield `## fountain-split verify: ${proven}\n\n${verdict.passed ? '✅' : '❌'} ${counts}\n\n`
    yield* markdownTable(['', 'Check', 'Outcome'], verdict.checks.map(checkRow))
    yield* tellFigures(verdict)
    for (const check of verdict.checks) yield* tellFailure(check)
    yield [tellNotChecked(verdict.checks), tellLeftOut(verdict.leftOut)].flat().join('\n')
  },
}

function checkRow({ id, passed, details, notChecked }: CheckResult): string[] {
  const unseen = notChecked.length === 0 ? [] : [`${count(notChecked.length, 'thing')} not checked`]
  const told = details.length === 0 ? [] : [count(details.length, 'finding')]
  if (passed === null) return ['➖', codeSpan(id), ['not made', ...unseen].join(', ')]
  return [passed ? '✅' : '❌', codeSpan(id), [passed ? 'passed' : 'failed', ...told, ...unseen].join(', ')]
}

function* tellFigures({ replay, concurrent }: Verdict): Iterable<string> {
  const figures = [
    ...(replay === null ? [] : [['one after the other', ...replayFigures(replay)]]),
    ...(concurrent === null ? [] : [['at once', ...concurrentFigures(concurrent)]]),
  ]
  if (figures.length === 0) return
  yield* markdownTable(
    ['Histories', 'Operations', 'Clients', 'Refused', 'Faults', 'Differences', 'Seconds', 'Seed'],
    figures,
  )
  if (concurrent === null) return
  const { groups, steps, looks, turnedAway, undecided } = concurrent
  yield `At once: ${count(groups, 'group')} of keys put in order by ${count(steps, 'step')}, ${count(looks, 'look')} for orphans meanwhile, ${turnedAway} turned away${undecided === 0 ? '' : `, ${count(undecided, 'round')} undecided`}.\n\n`
}

function replayFigures({ operations, refused, faults, differences, seconds, seed }: ReplaySummary): string[] {
  return [operations, 1, refused, faults, differences, seconds, seed].map(String)
}

function concurrentFigures(told: ConcurrentSummary): string[] {
  const { operations, clients, rounds, refused, faults, differences, seconds, seed } = told
  return [operations, `${clients} in ${count(rounds, 'round')}`, refused, faults, differences, seconds, seed].map(
    String,
  )
}

function* tellFailure({ id, passed, details, story = [] }: CheckResult): Iterable<string> {
  if (passed !== false && story.length === 0) return
  yield `### ${codeSpan(id)}\n\n`
  for (const line of details) yield `- ${prose(line)}\n`
  if (details.length > 0) yield '\n'
  if (story.length > 0) yield `${codeBlock(story.map(visible).join('\n'), 'text')}\n`
}

function tellNotChecked(checks: readonly CheckResult[]): string[] {
  const lines = checks.flatMap(({ id, notChecked }) => notChecked.map((line) => `${codeSpan(id)}: ${prose(line)}`))
  return fold(`Not checked: ${count(lines.length, 'thing')}`, lines)
}

function tellLeftOut(leftOut: readonly LeftOut[]): string[] {
  const lines = leftOut.map(({ file, line, message }) => `${codeSpan(`${file}:${line}`)}: ${prose(message)}`)
  return fold(`Left out on both sides, since this PostgreSQL refuses it: ${count(lines.length, 'statement')}`, lines)
}

/** Nothing where there are no lines. */
function fold(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  return [`<details>\n<summary>${summary}</summary>\n\n${lines.map((line) => `- ${line}\n`).join('')}\n</details>\n`]
}
