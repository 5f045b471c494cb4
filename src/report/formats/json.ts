import type { Diagnostic, Evidence } from '../../core/diagnostic.ts'
import type { Coupling } from '../../coupling/coupling.ts'
import type {
  PlannedForeignKey,
  PlannedImplied,
  PlannedPolymorphic,
  PlannedReaction,
  PlannedReference,
  ReferenceEnd,
  SplitPlan,
} from '../../plan/split-plan.ts'
import type { ReportFormat } from '../report.ts'
import { otherCouplings } from '../summary.ts'

// Control characters that JSON allows but terminals obey; an escape means the same to every parser.
const unseen = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g

function line(value: unknown): string {
  return JSON.stringify(value).replace(
    unseen,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const evidenceValue = ({ file, line, column, text }: Evidence) => ({ file, line, column, text })

const endValue = ({ service, schema, relation, columns }: ReferenceEnd) => ({ service, schema, relation, columns })

const foreignKeyValue = (key: PlannedForeignKey) => ({
  id: key.id,
  constraint: key.constraint,
  crosses: key.crosses,
  referencing: endValue(key.referencing),
  referenced: endValue(key.referenced),
  onDelete: key.onDelete,
  onDeleteColumns: key.onDeleteColumns,
  onUpdate: key.onUpdate,
  match: key.match,
  deferrable: key.deferrable,
  validated: key.validated,
  implied: key.implied,
  evidence: evidenceValue(key.evidence),
})

const reactionValue = (planned: PlannedReaction | null) =>
  planned === null ? null : { reaction: planned.reaction, tier: planned.tier, because: planned.because }

const referenceValue = (reference: PlannedReference) => ({
  ...foreignKeyValue(reference),
  guard: reference.guard,
  delete: reactionValue(reference.delete),
  update: reactionValue(reference.update),
})

const couplingValue = ({ kind, from, to, evidence, resolution }: Coupling) => ({
  kind,
  from: { service: from.service, object: from.object },
  to: { service: to.service, object: to.object },
  evidence: evidenceValue(evidence),
  resolution,
})

const impliedValue = (implied: PlannedImplied) => ({
  id: implied.id,
  confidence: implied.confidence,
  because: implied.because,
  crosses: implied.crosses,
  referencing: endValue(implied.referencing),
  referenced: endValue(implied.referenced),
  ...(implied.data === undefined ? {} : { data: { values: implied.data.values, missing: implied.data.missing } }),
  evidence: evidenceValue(implied.evidence),
})

const polymorphicValue = ({ id, because, referencing, evidence }: PlannedPolymorphic) => ({
  id,
  because,
  referencing: endValue(referencing),
  evidence: evidenceValue(evidence),
})

const diagnosticValue = (diagnostic: Diagnostic) => ({
  code: diagnostic.code,
  severity: diagnostic.severity,
  subject: diagnostic.subject,
  message: diagnostic.message,
  hint: diagnostic.hint,
  ...(diagnostic.evidence === undefined ? {} : { evidence: evidenceValue(diagnostic.evidence) }),
})

function* list<T>(name: string, items: readonly T[], value: (item: T) => unknown, last = false): Generator<string> {
  yield `  ${JSON.stringify(name)}: [`
  for (const [at, item] of items.entries()) yield `${at === 0 ? '' : ','}\n    ${line(value(item))}`
  yield `${items.length === 0 ? '' : '\n  '}]${last ? '' : ','}\n`
}

/** One line an item, so that two reports compare well and no schema makes one string too long. */
function* render(plan: SplitPlan): Generator<string> {
  const { kind, files, statements } = plan.source
  const { total, routed, cut, reported } = statements
  yield '{\n  "schemaVersion": 1,\n'
  yield `  "source": ${line({ kind, files, statements: { total, routed, cut, reported } })},\n`
  yield* list('services', plan.services, ({ name, schemas, relations, views }) => ({ name, schemas, relations, views }))
  yield* list('foreignKeys', plan.foreignKeys, foreignKeyValue)
  yield* list('references', plan.references, referenceValue)
  yield* list('couplings', otherCouplings(plan), couplingValue)
  yield* list('implied', plan.implied, impliedValue)
  yield* list('polymorphic', plan.polymorphic, polymorphicValue)
  yield* list('cycles', plan.cycles, (cycle) => cycle)
  yield* list('diagnostics', plan.diagnostics, diagnosticValue, true)
  yield '}\n'
}

export const jsonFormat: ReportFormat = { id: 'json', terminal: false, render }
