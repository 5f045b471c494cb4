import type { Diagnostic, Severity } from '../../core/diagnostic.ts'
import { plainName } from '../../core/identifier.ts'
import type { Coupling } from '../../coupling/coupling.ts'
import { countForeignKeys } from '../../plan/count-foreign-keys.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { Palette, ReportFormat, ReportOptions } from '../report.ts'
import * as summary from '../summary.ts'
import { visible } from '../../core/visible-text.ts'
import { count, displayWidth, padTo, wrapText, wrapWords } from '../terminal-text.ts'

const serviceLines = 4
const placesShown = 5
const impliedShown = 12

function* title(text: string, note: string, { palette, width }: ReportOptions): Generator<string> {
  const shown = visible(text)
  const gap = ' '.repeat(Math.max(2, width - displayWidth(shown) - displayWidth(note)))
  yield `\n${palette.heading(shown)}${note === '' ? '' : gap + palette.faint(note)}\n`
}

function* paragraph(text: string, indent: number, width: number, paint = (line: string) => line): Generator<string> {
  for (const line of wrapText(text, width - indent)) yield `${' '.repeat(indent)}${paint(line)}\n`
}

function* services(plan: SplitPlan, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  const relations = plan.services.reduce((sum, service) => sum + service.relations.length, 0)
  yield* title(`${count(plan.services.length, 'service')}`, count(relations, 'relation'), options)
  const nameWidth = Math.min(28, Math.max(0, ...plan.services.map(({ name }) => displayWidth(visible(name)))))
  const countWidth = Math.max(1, ...plan.services.map((service) => String(service.relations.length).length))
  const indent = 2 + nameWidth + 2 + countWidth + 2
  for (const service of plan.services) {
    const prefix = service.schemas.length === 1 ? `${plainName({ schema: service.schemas[0]!, name: '' })}` : ''
    const names = service.relations.map((relation) =>
      visible(relation.startsWith(prefix) ? relation.slice(prefix.length) : relation),
    )
    const lines = wrapWords(
      names.map((name, at) => (at < names.length - 1 ? `${name},` : name)),
      width - indent,
    )
    const shown = lines.length > serviceLines ? [...lines.slice(0, serviceLines - 1), '…'] : lines
    const size = String(service.relations.length).padStart(countWidth)
    const name = visible(service.name)
    yield `  ${palette.strong(padTo(name, nameWidth))}  ${size}  ${shown[0] ?? ''}\n`
    for (const line of shown.slice(1)) yield `${' '.repeat(indent)}${line}\n`
  }
}

function paintAction(action: string, palette: Palette): string {
  if (action.includes('cascade')) return palette.danger(action)
  return action.includes(' set ') ? palette.caution(action) : palette.good(action)
}

function* references(plan: SplitPlan, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  const note = `${plan.references.length} of ${countForeignKeys(plan)}`
  yield* title('Foreign keys that cross', note, options)
  if (plan.references.length === 0) yield `  ${palette.good('none: no key reaches into another service')}\n`
  const name = summary.endNamer(plan)
  for (const pair of summary.pairServices(plan.references)) {
    const from = visible(summary.serviceName(pair.from))
    const to = visible(summary.serviceName(pair.to))
    yield `\n  ${palette.strong(`${from} → ${to}`)}  ${palette.faint(count(pair.references.length, 'key'))}\n`
    for (const reference of pair.references) {
      const key = visible(`${name(reference.referencing)} → ${name(reference.referenced)}`)
      const action = visible(summary.actionWords(reference).join(', '))
      const where = visible(summary.place(reference.evidence))
      const free = width - 4 - displayWidth(key) - displayWidth(action)
      const painted = paintAction(action, palette)
      if (free >= 2) yield `    ${key}${' '.repeat(free)}${painted}\n      ${palette.faint(where)}\n`
      else {
        const below = width - 6 - displayWidth(where) - displayWidth(action)
        yield `    ${key}\n      ${palette.faint(where)}${below >= 2 ? ' '.repeat(below) + painted : ''}\n`
        if (below < 2) for (const line of wrapText(action, width - 6)) yield `      ${paintAction(line, palette)}\n`
      }
      yield* paragraph(summary.strategyWords(reference), 6, width)
    }
  }
  const legend = summary.tierLegend(plan.references)
  if (legend === '') return
  const explain = 'The third line says what is to replace the key; fountain-split explain tells why.'
  yield '\n'
  yield* paragraph(`${explain} ${legend}`, 2, width, palette.faint)
}

function* implied(plan: SplitPlan, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  if (plan.implied.length + plan.polymorphic.length === 0) return
  yield* title('Not declared, but implied', `${plan.implied.length}`, options)
  const name = summary.endNamer(plan)
  // Those that would cross first: they are what a split would overlook.
  const sorted = [...plan.implied].sort((a, b) => Number(b.crosses) - Number(a.crosses))
  for (const { confidence, because, crosses, referencing, referenced } of sorted.slice(0, impliedShown)) {
    const line = visible(`${name(referencing)} → ${name(referenced)}`)
    const note = `${crosses ? 'crosses  ' : ''}${confidence.toFixed(2)}`
    const gap = ' '.repeat(Math.max(2, width - 4 - displayWidth(line) - displayWidth(note)))
    yield `    ${line}${gap}${crosses ? palette.caution(note) : palette.faint(note)}\n`
    yield* paragraph(because, 6, width, palette.faint)
  }
  if (sorted.length > impliedShown)
    yield `    ${palette.faint(`and ${sorted.length - impliedShown} more: --format json`)}\n`
  for (const { id, because } of plan.polymorphic.slice(0, impliedShown)) {
    yield `    ${visible(id)} → one of several relations\n`
    yield* paragraph(because, 6, width, palette.faint)
  }
  if (plan.implied.length > 0)
    yield* paragraph('Confirm them in the configuration (implied: confirm), and they count like keys.', 2, width)
}

function* couplings(plan: SplitPlan, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  const others = summary.otherCouplings(plan)
  if (others.length === 0) return
  yield* title('What else crosses', `${others.length}`, options)
  for (const { kind, couplings } of summary.groupByKind(others)) {
    yield `\n  ${palette.strong(summary.kindTitles[kind])}  ${palette.faint(String(couplings.length))}\n`
    for (const [at, coupling] of couplings.entries()) {
      yield* couplingEnds(coupling, options)
      // What is said alike of several in a row is said once.
      const next = couplings[at + 1]
      const where = visible(summary.place(coupling.evidence))
      if (next?.resolution === coupling.resolution && visible(summary.place(next.evidence)) === where) continue
      yield* paragraph(coupling.resolution, 6, width)
      yield `      ${palette.faint(where)}\n`
    }
  }
}

function* couplingEnds({ from, to }: Coupling, { palette, width }: ReportOptions): Generator<string> {
  const ends = [from, to].map(({ object, service }) => [visible(object), `(${visible(summary.serviceName(service))})`])
  const length = ends.flat().reduce((sum, word) => sum + displayWidth(word) + 1, 4 + 2)
  const [left, right] = ends.map(([object, service]) => `${object} ${palette.faint(service!)}`)
  yield length <= width ? `    ${left} → ${right}\n` : `    ${left}\n      → ${right}\n`
}

function* circles(plan: SplitPlan, options: ReportOptions): Generator<string> {
  if (plan.cycles.length === 0) return
  yield* title('Circles', 'services that need each other', options)
  for (const cycle of plan.cycles)
    for (const line of wrapText(cycle.join(', '), options.width - 2)) yield `  ${options.palette.caution(line)}\n`
}

function* reported(plan: SplitPlan, options: ReportOptions): Generator<string> {
  if (plan.reported.length === 0) return
  const { palette, width } = options
  yield* title('Left to you', `${count(plan.reported.length, 'statement')} in no service`, options)
  for (const { why, places } of summary.groupReported(plan)) {
    yield* paragraph(places.length > 1 ? `${places.length} ×  ${why}` : why, 2, width)
    for (const evidence of places.slice(0, placesShown)) {
      const where = visible(summary.place(evidence))
      const text = visible(evidence.text)
      const room = width - 6 - displayWidth(where)
      yield `    ${palette.faint(where)}  ${displayWidth(text) <= room ? text : `${[...text].slice(0, Math.max(8, room - 1)).join('')}…`}\n`
    }
    if (places.length > placesShown) yield `    ${palette.faint(`and ${places.length - placesShown} more`)}\n`
  }
}

function paintSeverity(severity: Severity, palette: Palette): string {
  if (severity === 'error') return palette.danger(severity)
  return severity === 'warning' ? palette.caution(severity) : palette.faint(severity)
}

function* diagnostics(found: readonly Diagnostic[], options: ReportOptions): Generator<string> {
  if (found.length === 0) return
  const { palette, width } = options
  yield* title('Diagnostics', String(found.length), options)
  for (const { severity, code, subject, message, hint, evidence } of found) {
    yield `  ${paintSeverity(severity, palette)} ${palette.strong(visible(subject))} ${palette.faint(visible(code))}\n`
    yield* paragraph(message, 4, width)
    if (hint !== '') yield* paragraph(hint, 4, width, palette.faint)
    if (evidence !== undefined) yield `    ${palette.faint(visible(summary.place(evidence)))}\n`
  }
}

function* render(plan: SplitPlan, options: ReportOptions): Generator<string> {
  const { palette, width } = options
  const files = plan.source.files
  const source = files.length > 3 ? `${files[0]} … ${files.at(-1)} (${files.length} files)` : files.join(' ')
  yield `${palette.faint(visible(source))}\n`
  yield* services(plan, options)
  yield* references(plan, options)
  yield* implied(plan, options)
  yield* couplings(plan, options)
  yield* circles(plan, options)
  yield* reported(plan, options)
  yield* diagnostics(plan.diagnostics, options)
  yield `\n${palette.faint(summary.statementNumbers(plan))}\n`
  for (const line of wrapWords(summary.numbers(plan).split(' '), width)) yield `${palette.heading(line)}\n`
}

export const prettyFormat: ReportFormat = { id: 'pretty', terminal: true, render }
