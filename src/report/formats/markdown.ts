import type { Evidence } from '../../core/diagnostic.ts'
import type { PlannedReaction, SplitPlan } from '../../plan/split-plan.ts'
import type { ReportFormat } from '../report.ts'
import * as summary from '../summary.ts'
import { codeSpan, markdownTable, prose } from '../../print/markdown-text.ts'
import { count } from '../terminal-text.ts'

const where = (evidence: Evidence | undefined) => (evidence === undefined ? '' : codeSpan(summary.place(evidence)))

const service = (name: string) => codeSpan(summary.serviceName(name))

const reaction = (planned: PlannedReaction | null) =>
  planned === null ? 'none' : prose(`${summary.reactionWords(planned)}. ${planned.because.join(' ')}`)

function* render(plan: SplitPlan): Generator<string> {
  const name = summary.endNamer(plan)
  yield '# Split report\n\n'
  yield `${plan.source.files.map(codeSpan).join(', ')}\n\n`
  yield `**${summary.numbers(plan)}**\n\n${summary.statementNumbers(plan)}\n\n`

  yield '## Services\n\n'
  yield* markdownTable(
    ['Service', 'Schemas', 'Relations', 'Names'],
    plan.services.map((each) => [
      codeSpan(each.name),
      each.schemas.map(codeSpan).join(', '),
      String(each.relations.length),
      each.relations.map(codeSpan).join(', '),
    ]),
  )

  yield '## Foreign keys that cross\n\n'
  if (plan.references.length === 0) yield 'None.\n\n'
  for (const pair of summary.pairServices(plan.references)) {
    yield `### ${service(pair.from)} → ${service(pair.to)}: ${count(pair.references.length, 'key')}\n\n`
    yield* markdownTable(
      ['Referencing', 'Referenced', 'Action', 'Guard', 'On delete', 'On update', 'Where'],
      pair.references.map((reference) => [
        codeSpan(name(reference.referencing)),
        codeSpan(name(reference.referenced)),
        prose(summary.actionWords(reference).join(', ')),
        reference.guard ?? 'none',
        reaction(reference.delete),
        reaction(reference.update),
        where(reference.evidence),
      ]),
    )
  }

  const legend = summary.tierLegend(plan.references)
  if (legend !== '') yield `${legend}\n\n`

  if (plan.implied.length > 0) {
    yield '## Not declared, but implied\n\n'
    yield* markdownTable(
      ['Referencing', 'Referenced', 'Confidence', 'Because', 'Where'],
      plan.implied.map(({ referencing, referenced, confidence, crosses, because, evidence }) => [
        codeSpan(name(referencing)),
        codeSpan(name(referenced)),
        `${confidence.toFixed(2)}${crosses ? ', crosses' : ''}`,
        prose(because),
        where(evidence),
      ]),
    )
  }
  if (plan.polymorphic.length > 0) {
    yield '## One of several relations\n\n'
    yield* markdownTable(
      ['Columns', 'Because', 'Where'],
      plan.polymorphic.map(({ id, because, evidence }) => [codeSpan(id), prose(because), where(evidence)]),
    )
  }

  const others = summary.otherCouplings(plan)
  if (others.length > 0) yield '## What else crosses\n\n'
  for (const { kind, couplings } of summary.groupByKind(others)) {
    yield `### ${summary.kindTitles[kind]}: ${couplings.length}\n\n`
    yield* markdownTable(
      ['From', 'To', 'What happens to it', 'Where'],
      couplings.map(({ from, to, evidence, resolution }) => [
        `${codeSpan(from.object)} (${service(from.service)})`,
        `${codeSpan(to.object)} (${service(to.service)})`,
        prose(resolution),
        where(evidence),
      ]),
    )
  }

  if (plan.cycles.length > 0) yield '## Circles\n\n'
  for (const cycle of plan.cycles) yield `- ${cycle.map(codeSpan).join(', ')}\n`
  if (plan.cycles.length > 0) yield '\n'

  if (plan.reported.length > 0) {
    yield '## Left to you: statements in no service\n\n'
    yield* markdownTable(
      ['Where', 'Statement', 'Why'],
      plan.reported.map(({ why, evidence }) => [where(evidence), codeSpan(evidence.text), prose(why)]),
    )
  }

  if (plan.diagnostics.length > 0) {
    yield '## Diagnostics\n\n'
    yield* markdownTable(
      ['Severity', 'Subject', 'Message', 'Hint', 'Where'],
      plan.diagnostics.map((each) => [
        `${each.severity} (${each.code})`,
        codeSpan(each.subject),
        prose(each.message),
        prose(each.hint),
        where(each.evidence),
      ]),
    )
  }
}

export const markdownFormat: ReportFormat = { id: 'markdown', terminal: false, render }
