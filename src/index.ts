/**
 * fountain-split as a library: the same flow that the commands run.
 *
 * What concerns the schema is returned as diagnostics in the plan. What stops the flow is thrown as `FountainError`, with a
 * stable code, a hint, and the place in the source where there is one.
 */
import type { GenerateOptions, Generated } from './generate-split.ts'
import type { DraftDesk, DraftOptions } from './open-draft.ts'
import type { SourceSearch } from './source/find-sources.ts'
import type { Past, PastTask } from './judge-past.ts'
import type { LintResult, LintSourceOptions } from './lint-source.ts'
import type { Palette, ReportFormat } from './report/report.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { FountainError } from './core/fountain-error.ts'
import { lintFormats } from './report/lint-format-registry.ts'
import { reportFormats } from './report/registry.ts'
import type { SuggestFormat } from './report/suggest-format.ts'
import { suggestFormats } from './report/suggest-format-registry.ts'
import type { SuggestOptions } from './suggest-source.ts'
import type { Suggestion } from './suggest/suggestion.ts'
import { splitSource } from './split.ts'
import type { SplitOptions } from './split.ts'
import type { VerifyFormat } from './report/verify-format.ts'
import { verifyFormats } from './report/verify-format-registry.ts'
import type { ParkedOptions } from './operate/list-parked.ts'
import type { OpenRelay, RelayOptions } from './operate/open-relay.ts'
import type { ParkedList } from './operate/parked-list.ts'
import type { EventsFormat } from './report/events-format.ts'
import { eventsFormats } from './report/events-format-registry.ts'
import type { Verdict } from './verify/verdict.ts'
import type { VerifyOptions } from './verify-source.ts'

export { FountainError } from './core/fountain-error.ts'
export { visible } from './core/visible-text.ts'
export { emptyDraft } from './draft/draft.ts'
export type { Draft, ReferenceChoice } from './draft/draft.ts'
export { mergeServices, moveRelation, renameService, whyNoName } from './draft/edit-draft.ts'
export type { DraftDesk, DraftOptions, Start } from './open-draft.ts'
export type { StrategyOption, StrategyOptions } from './plan/strategy-options.ts'
export type { FoundSource, SourceSearch, UnreadableFind } from './source/find-sources.ts'
export { configNames } from './config/config-names.ts'
export { defaultBaseline } from './lint/default-baseline.ts'
export { isDatabaseUrl, withoutPassword } from './source/database-url.ts'
export { crossingNumber, crossingWords, cutLines } from './report/cut-words.ts'
export { actionWords, strategyWords } from './report/summary.ts'
export { count, displayWidth, padTo, wrapText, wrapWords } from './report/terminal-text.ts'
export { codeFrame } from './report/code-frame.ts'
export { plainPalette } from './report/report.ts'
export { renderGenerated } from './report/generated-report.ts'
export { appendText } from './write/append-text.ts'
export { rememberFiles } from './write/remember-files.ts'
export { writeReport } from './write/write-report.ts'
export type { Diagnostic, Evidence, Severity } from './core/diagnostic.ts'
export type { Coupling, CouplingEnd, CouplingKind } from './coupling/coupling.ts'
export type { Palette, ReportFormat, ReportOptions } from './report/report.ts'
export type { GenerateOptions, Generated } from './generate-split.ts'
export type { Conflict, FileChange } from './write/file-change.ts'
export type { Past, PastTask } from './judge-past.ts'
export type { LintResult, LintSourceOptions } from './lint-source.ts'
export type { Finding, FindingState, LintReport, SuppressedFinding } from './lint/finding.ts'
export type { RuleCard } from './lint/rule-card.ts'
export type { SourceFile } from './catalog/statement.ts'
export type { SplitOptions } from './split.ts'
export type { RuntimeHooks } from './runtime/hooks.ts'
export type { OpenRelay, RelayOptions } from './operate/open-relay.ts'
export type { ParkedOptions } from './operate/list-parked.ts'
export type { ParkedEvents, ParkedList, ParkedOfService } from './operate/parked-list.ts'
export type { EventsFormat } from './report/events-format.ts'
export type { VerifyFormat } from './report/verify-format.ts'
export type { CheckResult, ReplaySummary, Verdict } from './verify/verdict.ts'
export type { VerifyOptions } from './verify-source.ts'
export type { SuggestFormat } from './report/suggest-format.ts'
export type { SuggestOptions } from './suggest-source.ts'
export type {
  Cut,
  Move,
  MovedCrossing,
  ProposedService,
  Proposal,
  Suggestion,
  Undecided,
} from './suggest/suggestion.ts'
export type {
  PlannedForeignKey,
  PlannedImplied,
  PlannedPolymorphic,
  PlannedReference,
  PlannedService,
  ReferenceEnd,
  SplitPlan,
} from './plan/split-plan.ts'

/**
 * Reads a schema and decides what a split would do with it; writes nothing.
 *
 * @param sources `.sql` files, folders or globs of migrations, `-` for standard input, or one `postgres://` URL; none: the
 *   configuration's.
 * @throws FountainError with exit code 2 for what cannot be read, parsed or configured so.
 */
export async function analyze(sources: readonly string[] = [], options: AnalyzeOptions = {}): Promise<SplitPlan> {
  const { plan } = await splitSource(sources, options)
  if (options.checkData !== true) return plan
  const { checkImplied } = await import('./check-implied.ts')
  return checkImplied(plan, sources, options)
}

export interface AnalyzeOptions extends SplitOptions {
  /** Hold implied references against the data; the source must be a live database. Only reads. */
  readonly checkData?: boolean
}

/**
 * Writes, for each service, what its own database needs, and an account of what was cut. All files or none; `mode: 'check'`
 * and `'dry-run'` only compare.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, also for what must not be overwritten: `foreign-folder`, `foreign-file`,
 *   `edited-file` (unless `force`), `changed-migration` (unless `rebase`).
 */
export async function generate(sources: readonly string[] = [], options: GenerateOptions = {}): Promise<Generated> {
  const { generateSplit } = await import('./generate-split.ts')
  return generateSplit(sources, options)
}

/**
 * Runs the lint rules over a schema and sorts what they find into new, known (in the baseline, or there at the revision
 * `since`) and stale. Writes the baseline with `update`, else nothing.
 *
 * @throws FountainError with exit code 2, as `analyze`; and for a baseline that is missing, damaged or not writable, and for
 *   a revision that cannot be read.
 */
export async function lint(sources: readonly string[] = [], options: LintSourceOptions = {}): Promise<LintResult> {
  const { lintSource } = await import('./lint-source.ts')
  return lintSource(sources, options)
}

/** What `lint` remembers an earlier schema by, for who has it judged on another thread (`judgeApart`). */
export async function judgePast(task: PastTask): Promise<Past> {
  const judging = await import('./judge-past.ts')
  return judging.judgePast(task)
}

/**
 * Proposes services for a schema, whatever boundary it has, each proposal with what it would cut; or prices moves (`whatIf`).
 * Writes nothing. The same schema gives the same proposals.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, as `analyze`; and for a number of services or a move that cannot be.
 */
export async function suggest(sources: readonly string[] = [], options: SuggestOptions = {}): Promise<Suggestion> {
  const { suggestSource } = await import('./suggest-source.ts')
  return suggestSource(sources, options)
}

/**
 * Looks through a folder for what usually holds a schema: dumps, migrations of the known tools, DATABASE_URL. Only reads, and
 * connects to nothing.
 */
export async function findSources(cwd: string = process.cwd()): Promise<SourceSearch> {
  const { findSources: find } = await import('./source/find-sources.ts')
  return find(cwd)
}

/**
 * Reads a schema to draft a configuration for it: services to begin with, what moves cost, what may replace each key, and
 * the file's text. Writes nothing.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, as `analyze`
 */
export async function openDraft(sources: readonly string[], options: DraftOptions = {}): Promise<DraftDesk> {
  const { openDraft: open } = await import('./open-draft.ts')
  return open(sources, options)
}

/**
 * Loads the source, and what `generate` would write for each service, into scratch databases, and proves that the one stands
 * for the other. Writes nothing; what it makes on a server is gone when this settles, also where the process is told to end.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, as `analyze`; `source-not-loadable` where nothing of the source
 * loads, and where no scratch server can be had.
 */
export async function verify(sources: readonly string[] = [], options: VerifyOptions = {}): Promise<Verdict> {
  const { verifySource } = await import('./verify-source.ts')
  return verifySource(sources, options)
}

/**
 * Opens relay and consumer of one service, whose databases the configuration names, and looks whether all is there. `start()`
 * of what it gives runs them until `stop()`; `drain()` does what there is to do, once.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, as `analyze`; and for a service, a database or a migration that is not there.
 */
export async function relay(sources: readonly string[], options: RelayOptions): Promise<OpenRelay> {
  const { openRelay } = await import('./operate/open-relay.ts')
  return openRelay(sources, options)
}

/**
 * Lists the transactions that services could not apply; with `replay`, lets those of a key, or all, be tried again by the
 * consumer.
 *
 * @param sources as for `analyze`
 * @throws FountainError with exit code 2, as `relay`; and for a key of which nothing is parked.
 */
export async function parkedEvents(sources: readonly string[] = [], options: ParkedOptions = {}): Promise<ParkedList> {
  const { listParkedEvents } = await import('./operate/list-parked.ts')
  return listParkedEvents(sources, options)
}

/** A format of events. @throws FountainError `unknown-format` (exit 2), which lists those that there are. */
export async function findEventsFormat(id: string): Promise<EventsFormat> {
  const load = eventsFormats.get(id)
  if (load !== undefined) return load()
  throw new FountainError('unknown-format', `there is no format ${id}`, {
    hint: `Formats: ${[...eventsFormats.keys()].join(', ')}.`,
  })
}

/** A format of verify. @throws FountainError `unknown-format` (exit 2), which lists those that there are. */
export async function findVerifyFormat(id: string): Promise<VerifyFormat> {
  const load = verifyFormats.get(id)
  if (load !== undefined) return load()
  throw new FountainError('unknown-format', `there is no format ${id}`, {
    hint: `Formats: ${[...verifyFormats.keys()].join(', ')}.`,
  })
}

/** A format of suggest. @throws FountainError `unknown-format` (exit 2), which lists those that there are. */
export async function findSuggestFormat(id: string): Promise<SuggestFormat> {
  const load = suggestFormats.get(id)
  if (load !== undefined) return load()
  throw new FountainError('unknown-format', `there is no format ${id}`, {
    hint: `Formats: ${[...suggestFormats.keys()].join(', ')}.`,
  })
}

/** The ids of all formats of lint. */
export const lintFormatIds: readonly string[] = [...lintFormats.keys()]

/** @throws FountainError `unknown-format` (exit 2), which lists those that there are. */
export function checkLintFormat(id: string): void {
  if (!lintFormats.has(id))
    throw new FountainError('unknown-format', `there is no format ${id}`, {
      hint: `Formats: ${lintFormatIds.join(', ')}.`,
    })
}

/** What lint found, as text. `version` is what SARIF says of the tool. @throws FountainError `unknown-format` (exit 2). */
export async function renderLint(
  result: LintResult,
  id: string,
  { palette, width = 80, version = 'unknown' }: { palette?: Palette; width?: number; version?: string } = {},
): Promise<string> {
  checkLintFormat(id)
  const { printLint } = await import('./report/print-lint.ts')
  const { plainPalette } = await import('./report/report.ts')
  return printLint(id, { ...result, palette: palette ?? plainPalette, width, version }, result.prefix)
}

/**
 * The story of a rule, or of a reference (`schema.relation(column)`, or an id as `analyze` writes it) of the schema in `sources`;
 * without a word, a list of the rules. @throws FountainError `nothing-to-explain` (exit 2).
 */
export async function explain(
  word: string | undefined,
  options: { readonly palette: Palette; readonly width: number } & SplitOptions,
  sources: readonly string[] = [],
): Promise<string> {
  if (word?.includes('(') === true) {
    const { explainReference } = await import('./explain-reference.ts')
    return explainReference(word, sources, options, options)
  }
  const { explainWord, listTopics } = await import('./explain/explain-word.ts')
  return word === undefined ? listTopics(options) : explainWord(word, options)
}

/** The words that `explain` knows by themselves: the rules. */
export async function explainableWords(): Promise<string[]> {
  const { topics } = await import('./explain/topic-registry.ts')
  return topics.flatMap(({ list }) => list().map(({ word }) => word))
}

/** The ids of all report formats. */
export const reportFormatIds: readonly string[] = reportFormats.map(({ id }) => id)

/** @throws FountainError `unknown-format` (exit 2), which lists those that there are. */
export function findReportFormat(id: string): ReportFormat {
  const format = reportFormats.find((candidate) => candidate.id === id)
  if (format !== undefined) return format
  throw new FountainError('unknown-format', `there is no format ${id}`, {
    hint: `Formats: ${reportFormatIds.join(', ')}.`,
  })
}

/** A plan as text in one of the formats of analyze, for example `json` or `markdown`. */
export async function renderReport(plan: SplitPlan, id: string, width = 80, palette?: Palette): Promise<string> {
  const { plainPalette } = await import('./report/report.ts')
  let text = ''
  for await (const piece of findReportFormat(id).render(plan, { palette: palette ?? plainPalette, width }))
    text += piece
  return text
}
