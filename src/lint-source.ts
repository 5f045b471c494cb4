import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Catalog } from './catalog/catalog.ts'
import { configFolder } from './config/load-config.ts'
import type { Diagnostic, Severity } from './core/diagnostic.ts'
import { FountainError } from './core/fountain-error.ts'
import type { EarlierContracts } from './lint/contract-breaks.ts'
import { readEarlierContracts } from './lint/earlier-contracts.ts'
import { judgePast, lintContext, pastTask, rememberPast, type Past, type PastTask } from './judge-past.ts'
import { keepBaseline, type BaselineOutcome, type BaselineUpdateOptions } from './keep-baseline.ts'
import type { LintReport } from './lint/finding.ts'
import { keepsWord, wordOf } from './lint/keep-word.ts'
import type { LintOptions } from './lint/lint-options.ts'
import { configuredSeverities } from './lint/lint-options.ts'
import { lintSplit } from './lint/lint-split.ts'
import { ruleCards } from './lint/rule-registry.ts'
import type { RuleCard } from './lint/rule-card.ts'
import type { LintContext } from './lint/rule.ts'
import { textLines } from './report/code-frame.ts'
import { repositoryPrefix } from './source/git/repository-prefix.ts'
import { listSourceFiles } from './source/read-source.ts'
import { readSourceAt, refuseUnversioned } from './source/read-revision.ts'
import {
  configuredSources,
  findCrossings,
  planCrossings,
  readInput,
  type Crossings,
  type SplitOptions,
} from './split.ts'

type Input = Awaited<ReturnType<typeof readInput>>

export type FailOn = Severity | 'never'

export interface LintSourceOptions extends SplitOptions {
  /** The baseline file, from the working folder; by default the configured one, or `.fountain-split-baseline.json`. */
  readonly baseline?: string
  readonly update?: BaselineUpdateOptions
  /** A git revision: only what its schema had not is new. */
  readonly since?: string
  /** The least severity of a new or stale finding that fails; by default `lint.failOn`, or `warning`. */
  readonly failOn?: FailOn
  /** YYYY-MM-DD, for expiry; by default today in UTC. */
  readonly today?: string
  /** Judges the schema of `since` somewhere else, from now on; what it returns waits for that. Where it declines, or by default, it is judged here. */
  readonly judgeApart?: (task: PastTask) => (() => Promise<Past>) | undefined
}

export interface LintResult {
  readonly report: LintReport
  readonly failed: boolean
  /** What the rules are, for formats that list them. */
  readonly rules: readonly RuleCard[]
  /** About reading and assigning, less what a rule says too. */
  readonly diagnostics: readonly Diagnostic[]
  /** Known crossings that the last committed baseline (or that of `since`) has more than this one; undefined: not known. */
  readonly fewer?: number
  readonly baseline: BaselineOutcome
  /** Only part of the configured source was read. */
  readonly partial: boolean
  /** The lines of a file of the source. */
  readonly fileLines: (file: string) => readonly string[]
  /** From the repository's root to the working folder: '' or `services/db/`. */
  readonly prefix: string
}

/** Reads a schema, runs the rules over it, and holds what they find against the baseline and an earlier revision. */
export async function lintSource(sources: readonly string[], options: LintSourceOptions): Promise<LintResult> {
  if (options.since !== undefined && options.update !== undefined)
    throw new FountainError('conflicting-options', '--since and --update-baseline do not go together', {
      hint: 'A baseline is made from the whole schema, not from what one revision added.',
    })
  // Before standard input is waited for.
  if (options.since !== undefined) refuseUnversioned(sources)
  const cwd = resolve(options.cwd ?? process.cwd())
  const input = await readInput(sources, { ...options, cwd })
  const { config } = input.loaded
  const earlierSchema = options.since === undefined ? undefined : await openPast(options.since, sources, { input, cwd, options }) // prettier-ignore
  const found = await findCrossings(input.texts, input.loaded, options)
  const partial = hasUnparsed(found.catalog) || !(await coversConfiguration(sources, input, cwd))
  const present = await contextOf(found, input, partial, cwd)
  const severities = configuredSeverities(config)
  const past = await earlierSchema?.(present)
  const context = { ...present, earlierContracts: await earlierContracts(options.since, past, present, input, cwd) }

  const judge = (baseline: LintOptions['baseline'], baselineFile: string): LintReport =>
    lintSplit(context, {
      severities,
      allowances: (config.lint?.allow ?? []).map(({ rules, ...rest }) =>
        rules === undefined ? rest : { ...rest, rules },
      ),
      baseline,
      baselineFile,
      today: options.today ?? new Date().toISOString().slice(0, 10),
      partial,
      ...(past === undefined ? {} : { earlier: new Set(past.identities) }),
    })
  const baseline = await keepBaseline(judge, {
    cwd,
    folder: configFolder(input.loaded, cwd),
    named: options.baseline,
    configured: config.lint?.baseline,
    update: options.update,
    since: options.since,
    keep: (entry) => partial || severities.get(entry.rule) === 'off',
  })
  const { report } = baseline
  const ruleIds = new Set(ruleCards.map(({ id }) => id))
  return {
    report,
    failed: fails(report, options.failOn ?? config.lint?.failOn ?? 'warning'),
    rules: ruleCards,
    diagnostics: found.diagnostics.filter(({ code }) => !ruleIds.has(code)),
    ...(baseline.fewer === undefined ? {} : { fewer: baseline.fewer }),
    baseline,
    partial,
    fileLines: lineReader(found.catalog),
    prefix: repositoryPrefix(cwd),
  }
}

const ranks = { info: 0, warning: 1, error: 2, never: 3 } as const

function fails(report: LintReport, failOn: FailOn): boolean {
  return report.findings.some(({ state, severity }) => state !== 'known' && ranks[severity] >= ranks[failOn])
}

async function contextOf(found: Crossings, input: Input, partial: boolean, cwd: string): Promise<LintContext> {
  const { out } = input.loaded.config
  const written = out === undefined || partial ? undefined : join(resolve(configFolder(input.loaded, cwd), out), 'plan.json') // prettier-ignore
  const writtenHash = written === undefined ? undefined : await readHash(written)
  const context = lintContext(found, input.loaded, () => planCrossings(found, input.texts, input.loaded))
  return { ...context, ...(writtenHash === undefined ? {} : { writtenHash }) }
}

/** The hash of the input that the files were generated from; undefined where nothing was generated, or not by us. */
async function readHash(file: string): Promise<string | undefined> {
  try {
    const { inputHash } = JSON.parse(await readFile(file, 'utf8')) as { inputHash?: unknown }
    return typeof inputHash === 'string' ? inputHash : undefined
  } catch {
    return undefined
  }
}

/** What was not parsed may hold what a baseline entry is about. */
function hasUnparsed(catalog: Catalog): boolean {
  return catalog.statements.some(({ kind }) => kind === 'unparsable')
}

/** Whether all that the configuration names was read; a dump or a database that was named instead is taken for all of it. */
async function coversConfiguration(
  sources: readonly string[],
  { loaded, texts }: Input,
  cwd: string,
): Promise<boolean> {
  const configured = configuredSources(loaded, cwd)
  if (sources.length === 0 || configured.length === 0 || texts.kind === 'stdin' || texts.kind === 'database') return true // prettier-ignore
  const read = new Set(await listSourceFiles(sources, cwd))
  const wanted = await listSourceFiles(configured, cwd).catch(() => undefined)
  return wanted !== undefined && wanted.length > 0 && wanted.every((file) => read.has(file))
}

interface Now {
  readonly input: Input
  readonly cwd: string
  readonly options: LintSourceOptions
}

/**
 * Begins to judge the schema of a revision with today's configuration; what it returns is asked for the outcome once today's is
 * there, since the same text is not read twice.
 */
async function openPast(
  revision: string,
  sources: readonly string[],
  { input, cwd, options }: Now,
): Promise<(present: LintContext) => Past | Promise<Past>> {
  const { texts: present, loaded } = input
  const named = sources.length > 0 ? sources : configuredSources(loaded, cwd)
  const texts = await readSourceAt(named, { cwd, revision })
  if (texts === undefined) return () => ({ identities: [] })
  const same =
    texts.files.length === present.files.length &&
    texts.files.every(({ bytes }, at) => bytes.equals(present.files[at]!.bytes))
  if (same) return (context) => rememberPast(context, loaded)
  const task = pastTask(texts, loaded)
  return options.judgeApart?.(task) ?? (() => judgePast(task))
}

/** Those that the configuration names, and those of the revision. */
async function earlierContracts(
  revision: string | undefined,
  past: Past | undefined,
  present: LintContext,
  { loaded }: Input,
  cwd: string,
): Promise<readonly EarlierContracts[]> {
  const { rules = {}, options = {} } = loaded.config.lint ?? {}
  if (rules['breaking-contract'] === 'off') return []
  const folder = configFolder(loaded, cwd)
  const paths = [options['breaking-contract']?.against ?? []].flat().map((path) => resolve(folder, path))
  const named = await readEarlierContracts(paths, cwd)
  if (revision === undefined || past?.word === undefined || past.contracts === undefined) return named
  if (keepsWord(past.word, wordOf(present.plan().references, present.catalog))) return named
  return [...named, { from: revision, contracts: await past.contracts(), references: past.word.references }]
}

function lineReader(catalog: Catalog): (file: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (name) => {
    let lines = known.get(name)
    if (lines === undefined) {
      const file = catalog.files.find((candidate) => candidate.name === name)
      lines = file === undefined ? [] : textLines(file.bytes.toString('utf8'))
      known.set(name, lines)
    }
    return lines
  }
}
