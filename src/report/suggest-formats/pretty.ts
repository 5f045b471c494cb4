import { visible } from '../../core/visible-text.ts'
import type { Move, MovedCrossing, Proposal, Suggestion } from '../../suggest/suggestion.ts'
import { crossingNumber, crossingWords, cutLines } from '../cut-words.ts'
import type { ReportOptions } from '../report.ts'
import type { SuggestFormat } from '../suggest-format.ts'
import { count, displayWidth, padTo, wrapText, wrapWords } from '../terminal-text.ts'

const listed = 10

function* title(text: string, note: string, { palette, width }: ReportOptions): Generator<string> {
  const gap = ' '.repeat(Math.max(2, width - displayWidth(text) - displayWidth(note)))
  yield `\n${palette.heading(text)}${note === '' ? '' : gap + palette.faint(note)}\n`
}

/** Relations without their schema where all are in one. */
function shortener({ services }: Proposal): (relation: string) => string {
  const all = services.flatMap(({ relations }) => relations)
  const [prefix] = /^(?:"(?:[^"]|"")*"|[^".]*)\./.exec(all[0] ?? '') ?? ['']
  return (relation) => visible(all.every((each) => each.startsWith(prefix)) ? relation.slice(prefix.length) : relation)
}

function* services(proposal: Proposal, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  const short = shortener(proposal)
  const names = Math.min(28, Math.max(...proposal.services.map(({ name }) => displayWidth(visible(name)))))
  const digits = String(Math.max(...proposal.services.map(({ relations }) => relations.length))).length
  const indent = 2 + names + 2 + digits + 2
  for (const { name, relations } of proposal.services) {
    const words = relations.map((relation, at) => `${short(relation)}${at < relations.length - 1 ? ',' : ''}`)
    const lines = wrapWords(words, width - indent)
    const size = String(relations.length).padStart(digits)
    yield `  ${palette.strong(padTo(visible(name), names))}  ${size}  ${lines[0] ?? ''}\n`
    for (const line of lines.slice(1)) yield `${' '.repeat(indent)}${line}\n`
  }
}

function* undecided(proposal: Proposal, options: ReportOptions): Generator<string> {
  if (proposal.undecided.length === 0) return
  const { palette, width } = options
  const short = shortener(proposal)
  yield* title('Could go either way', 'ties: own, other', options)
  for (const { relation, service, other, own, pull } of proposal.undecided.slice(0, listed)) {
    const line = `${short(relation)}: ${visible(service)} or ${visible(other)}`
    const note = `${own.toFixed(2)}, ${pull.toFixed(2)}`
    const gap = ' '.repeat(Math.max(2, width - 2 - displayWidth(line) - note.length))
    yield `  ${line}${gap}${palette.faint(note)}\n`
  }
  const more = proposal.undecided.length - listed
  if (more > 0) yield `  ${palette.faint(`and ${more} more: --format json`)}\n`
}

function* proposals({ proposals: [first, ...others] }: Suggestion, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  if (first === undefined) {
    yield '\n  nothing to divide: there is no relation\n'
    return
  }
  yield* title(count(first.services.length, 'service'), '', options)
  yield* services(first, options)
  yield* title('What it would cut', String(crossingNumber(first.cut)), options)
  for (const line of cutLines(first.cut)) for (const part of wrapText(line, width - 2)) yield `  ${part}\n`
  yield* undecided(first, options)
  if (first.unattached.length > 0) {
    yield* title('Tied to nothing', String(first.unattached.length), options)
    const text = first.unattached
      .map(shortener(first))
      .slice(0, 4 * listed)
      .join(', ')
    for (const line of wrapText(first.unattached.length > 4 * listed ? `${text}, …` : text, width - 2)) yield `  ${line}\n` // prettier-ignore
  }
  if (others.length > 0) yield* title('Or', '', options)
  for (const { services: list, cut } of others) {
    yield `  ${count(list.length, 'service')}: ${count(crossingNumber(cut), 'crossing')}, ${count(cut.circles.length, 'circle')}  ${palette.faint(`--services ${list.length}`)}\n`
  }
  yield `\n${palette.faint('As a configuration: --format yaml')}\n${palette.faint('What moving one relation costs: --what-if relation=service')}\n`
}

function* moved(label: string, crossings: readonly MovedCrossing[], options: ReportOptions): Generator<string> {
  if (crossings.length === 0) return
  yield `\n  ${options.palette.strong(label)}  ${options.palette.faint(String(crossings.length))}\n`
  for (const crossing of crossings) {
    const { ends, what } = crossingWords(crossing)
    const line = `    ${visible(ends)}`
    const gap = options.width - displayWidth(line) - displayWidth(what)
    yield `${line}${gap >= 2 ? ' '.repeat(gap) : '\n      '}${options.palette.faint(visible(what))}\n`
  }
}

function* move({ relation, from, to, gained, lost, before, after }: Move, options: ReportOptions): Generator<string> {
  yield* title(visible(`${relation}: ${from === '' ? 'no service' : from} → ${to}`), '', options)
  yield `  crossings ${crossingNumber(before)} → ${crossingNumber(after)}, circles ${before.circles.length} → ${after.circles.length}\n`
  yield* moved('Gained', gained, options)
  yield* moved('Lost', lost, options)
  if (gained.length + lost.length === 0) yield '  Nothing crosses that did not, and all that did still does.\n'
}

export const pretty: SuggestFormat = {
  id: 'pretty',
  terminal: true,
  *render(suggestion, options) {
    const { files } = suggestion.source
    const source = files.length > 3 ? `${files[0]} … ${files.at(-1)} (${files.length} files)` : files.join(' ')
    yield `${options.palette.faint(visible(`${source}: ${count(suggestion.relations, 'relation')}`))}\n`
    if (suggestion.moves.length === 0) yield* proposals(suggestion, options)
    for (const each of suggestion.moves) yield* move(each, options)
  },
}
