import type { Catalog } from '../catalog/catalog.ts'
import { displayName } from '../catalog/catalog.ts'
import type { Allowance } from './allowance.ts'
import { findingIdentity, type Finding } from './finding.ts'
import type { LintOptions } from './lint-options.ts'
import { ownRules } from './own-rules.ts'
import { rules } from './rule-registry.ts'
import type { Suppression } from './suppressions.ts'

interface BookKeeping {
  readonly catalog: Catalog
  readonly options: LintOptions
  readonly suppressions: readonly Suppression[]
  readonly usedSuppressions: ReadonlySet<Suppression>
  readonly usedAllowances: ReadonlySet<Allowance>
  /** Identities of baseline entries that something matches. */
  readonly matched: ReadonlySet<string>
}

type Own = (
  rule: keyof typeof ownRules,
  subject: string,
  message: string,
  hint: string,
  more?: Partial<Finding>,
) => Finding[]

const known = new Set<string>([...rules.map((rule) => rule.id), ...Object.keys(ownRules)])
const list = 'fountain-split explain lists the rules.'

/** Findings about the linter's own book-keeping: comments, allowances, rule names, the baseline. */
export function* ownFindings(books: BookKeeping): Iterable<Finding> {
  const { severities } = books.options
  const own: Own = (rule, subject, message, hint, more = {}) => {
    const severity = severities.get(rule) ?? ownRules[rule].severity
    if (severity === 'off') return []
    return [{ rule, severity, subject, message, hint, evidence: null, state: 'new', service: '', ...more }]
  }
  yield* aboutComments(books, own)
  yield* aboutConfiguration(books, own)
  yield* aboutBaseline(books, own)
}

function* aboutComments({ catalog, suppressions, usedSuppressions }: BookKeeping, own: Own): Iterable<Finding> {
  const told = new Map<string, number>()
  for (const suppression of suppressions) {
    const { evidence, rule } = suppression
    const where = `${rule || 'nothing'} at ${placeName(catalog, suppression)}`
    const before = told.get(where) ?? 0
    told.set(where, before + 1)
    const subject = before === 0 ? where : `${where} (${before + 1})`
    if (!known.has(rule))
      yield* own('unknown-rule', subject, `a comment allows ${rule || 'nothing'}, which is no rule`, list, { evidence })
    else if (suppression.reason === '')
      yield* own('suppression-without-reason', subject, `a comment allows ${rule} without a reason`, `Write -- fountain-split-ignore ${rule} <reason>.`, { evidence }) // prettier-ignore
    else if (!usedSuppressions.has(suppression))
      yield* own('unused-suppression', subject, `a comment allows ${rule}, which is not found there`, 'Remove the comment.', { evidence }) // prettier-ignore
  }
}

/** What a comment stands at, by name: lines move, and so do the names of constraints. */
function placeName(catalog: Catalog, { statement }: Suppression): string {
  if (statement === undefined) return 'the end'
  const { effects, kind } = catalog.statements[statement]!
  const object = effects[0] === undefined ? undefined : catalog.objects[effects[0].object]
  if (object === undefined) return kind
  const named =
    object.kind === 'constraint' || object.kind === 'foreign-key' ? catalog.objects[object.of ?? -1] : object
  return displayName(catalog, named ?? object)
}

function* aboutConfiguration({ options, usedAllowances }: BookKeeping, own: Own): Iterable<Finding> {
  for (const allowance of options.allowances) {
    const direction = `${allowance.from} -> ${allowance.to}`
    for (const rule of allowance.rules ?? [])
      if (!known.has(rule)) yield* own('unknown-rule', rule, `lint.allow names ${rule}, which is no rule`, list)
    if (!usedAllowances.has(allowance) && !options.partial)
      yield* own('unused-suppression', direction, `lint.allow has ${direction}, which nothing needs`, 'Remove it from the configuration.') // prettier-ignore
  }
  for (const rule of options.severities.keys())
    if (!known.has(rule)) yield* own('unknown-rule', rule, `lint.rules names ${rule}, which is no rule`, list)
}

function* aboutBaseline({ options, matched }: BookKeeping, own: Own): Iterable<Finding> {
  for (const entry of options.baseline.entries) {
    const subject = `${entry.rule}: ${entry.subject}`
    if (!known.has(entry.rule))
      yield* own('unknown-rule', subject, `${options.baselineFile} has an entry for ${entry.rule}, which is no rule`, list, { state: 'stale' }) // prettier-ignore
    else if (!options.partial && !matched.has(findingIdentity(entry)) && options.severities.get(entry.rule) !== 'off')
      yield* own(
        'stale-baseline',
        subject,
        `${options.baselineFile} knows ${entry.rule} ${entry.subject}, which is gone`,
        'Run lint --update-baseline: it removes what is gone, and adds nothing.',
        { state: 'stale' },
      )
  }
}
