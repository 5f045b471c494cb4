import { dirname, resolve } from 'node:path'
import { FountainError } from './core/fountain-error.ts'
import {
  printBaseline,
  updateBaseline,
  type AdditionTerms,
  type Baseline,
  type BaselineEntry,
  type BaselineUpdate,
} from './lint/baseline.ts'
import { baselinePlace, gatherBaseline, readBaseline, shown, type BaselinePlace, type KeptBaseline } from './lint/baseline-place.ts' // prettier-ignore
import { defaultBaseline } from './lint/default-baseline.ts'
import { findingIdentity, type LintReport } from './lint/finding.ts'
import { openRevision } from './source/git/revision.ts'
import { makeFolder } from './write/make-folder.ts'
import { writeReport } from './write/write-report.ts'

export interface BaselineUpdateOptions {
  /** Without terms nothing is added. */
  readonly additions?: AdditionTerms
}

export interface BaselineSettings {
  readonly cwd: string
  /** Where the configured path starts from. */
  readonly folder: string
  readonly named: string | undefined
  readonly configured: string | undefined
  readonly update: BaselineUpdateOptions | undefined
  /** The revision to compare the number of entries with; by default HEAD. */
  readonly since: string | undefined
  /** Entries that nobody looked for. */
  readonly keep: (entry: BaselineEntry) => boolean
}

export interface BaselineOutcome {
  readonly report: LintReport
  /** As messages name it; undefined where there is none. */
  readonly file: string | undefined
  readonly fewer: number | undefined
  readonly update: (Omit<BaselineUpdate, 'baseline'> & { readonly known: number }) | undefined
}

/**
 * Judges against the baseline, and writes it anew where that is asked for: the report is then that of the new one.
 * Throws FountainError (exit 2): `missing-baseline`, `damaged-baseline`, `unreadable-baseline`, `unwritable-output`.
 */
export async function keepBaseline(
  judge: (baseline: Baseline, file: string) => LintReport,
  settings: BaselineSettings,
): Promise<BaselineOutcome> {
  const { cwd, folder, named, configured, update } = settings
  const path = named === undefined ? resolve(folder, configured ?? defaultBaseline) : resolve(cwd, named)
  const place = baselinePlace(path)
  const file = shown(path, cwd)
  const kept = await readBaseline(place, cwd)
  const needed = update === undefined ? (named ?? configured) !== undefined : update.additions === undefined
  if (kept === undefined && needed)
    throw new FountainError('missing-baseline', `there is no baseline ${file}`, {
      hint: 'Make the first one: lint --update-baseline --allow-additions --reason "…".',
    })
  const baseline: Baseline = kept ?? { entries: [] }
  const report = judge(baseline, file)
  if (update === undefined) {
    const fewer = kept === undefined ? undefined : await countFewer(place, kept, settings)
    return { report, file: kept === undefined ? undefined : file, fewer, update: undefined }
  }
  const { baseline: next, ...counts } = updateBaseline(baseline, report.findings, update.additions, settings.keep)
  await writeFiles(place, kept, next, report)
  const fewer = await countFewer(place, next, settings)
  return { report: judge(next, file), file, fewer, update: { ...counts, known: next.entries.length } }
}

/** Writes the files that change; an entry that nothing was found for stays in its file. */
async function writeFiles(
  place: BaselinePlace,
  kept: KeptBaseline | undefined,
  next: Baseline,
  report: LintReport,
): Promise<void> {
  const services = new Map(report.findings.map((finding) => [findingIdentity(finding), finding.service]))
  const entries = new Map<string, BaselineEntry[]>([...(kept?.texts.keys() ?? [])].map((file) => [file, []]))
  if (!place.perService) entries.set(place.path, [])
  for (const entry of next.entries) {
    const identity = findingIdentity(entry)
    const service = services.get(identity)
    const file = service === undefined ? kept!.files.get(identity)! : place.fileOf(service)
    entries.set(file, [...(entries.get(file) ?? []), entry])
  }
  for (const [file, own] of entries) {
    const text = printBaseline({ entries: own })
    if (kept?.texts.get(file) === text) continue
    await makeFolder(dirname(file))
    await writeReport(file, [text])
  }
}

/** How many entries fewer than at a revision; undefined where git, the revision or the baseline is not there. */
async function countFewer(
  place: BaselinePlace,
  now: Baseline,
  { cwd, since }: BaselineSettings,
): Promise<number | undefined> {
  try {
    const revision = await openRevision(place.root, since ?? 'HEAD')
    const files = (await revision.list(place.root)).filter(({ path }) => place.owns(path))
    if (files.length === 0) return undefined
    const blobs = await revision.read(files)
    const texts = new Map(files.map(({ path }, at) => [path, blobs[at]!.toString('utf8')]))
    return gatherBaseline(texts, cwd).entries.length - now.entries.length
  } catch (error) {
    if (error instanceof FountainError) return undefined
    throw error
  }
}
