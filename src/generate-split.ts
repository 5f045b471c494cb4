import { realpath, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { LoadedConfig } from './config/config.ts'
import { configFolder, loadConfig } from './config/load-config.ts'
import { FountainError } from './core/fountain-error.ts'
import { appendMigrations } from './emit/append-migrations.ts'
import { appendReferences } from './emit/references/append-references.ts'
import { emitSplit } from './emit/emit-split.ts'
import { refuseUndecided } from './plan/refuse-undecided.ts'
import type { Layout, SplitPlan } from './plan/split-plan.ts'
import { readSource } from './source/read-source.ts'
import type { SplitOptions } from './split.ts'
import { configuredSources, splitTexts } from './split.ts'
import type { FileChange } from './write/file-change.ts'
import { readEarlierMigrations } from './write/read-earlier-migrations.ts'
import { compareArtifacts, writeArtifacts } from './write/write-artifacts.ts'

export interface GenerateOptions extends SplitOptions {
  /** The folder to write to, from the working folder; by default the configuration's `out`, from its own folder. */
  readonly out?: string
  /** By default the configuration's, or `databases`. */
  readonly layout?: Layout
  /** `check` and `dry-run` only compare. */
  readonly mode?: 'write' | 'check' | 'dry-run'
  /** Write into a folder that holds something else too; overwrite generated files that were edited. */
  readonly force?: boolean
  /** Replace migrations that are there already. */
  readonly rebase?: boolean
}

export interface Generated {
  readonly mode: 'write' | 'check' | 'dry-run'
  /** The output folder as it is named from the working folder. */
  readonly folder: string
  /** Every file of the output, and those that are no longer part of it; by path. */
  readonly files: readonly FileChange[]
  /** Whether any of them is (before writing: was) not as it should be. */
  readonly changed: boolean
  readonly plan: SplitPlan
}

/** The whole way from a source to files; what stands in them does not depend on the folder it is run from. */
export async function generateSplit(sources: readonly string[], options: GenerateOptions): Promise<Generated> {
  const cwd = resolve(options.cwd ?? process.cwd())
  const loaded = await loadConfig({ cwd, ...(options.config === undefined ? {} : { file: options.config }) })
  const out = outputFolder(loaded, options.out, cwd)
  const named = sources.length > 0 ? sources : configuredSources(loaded, cwd)
  await refuseOutputInSource(named, out, cwd)
  const texts = await readFromConfigFolder(named, loaded, cwd)
  const { catalog, plan } = await splitTexts(texts, withLayout(loaded, options.layout), options)
  refuseUndecided(plan, options.keepGoing ?? false)

  const folder = shortPath(out)
  const { mode = 'write', force = false, rebase = false } = options
  const emitted = emitSplit({ catalog, plan })
  const earlier = rebase ? [] : await readEarlierMigrations(folder)
  const appended = appendMigrations(
    catalog,
    emitted,
    earlier.filter(({ parts }) => parts === undefined),
  )
  const artifacts = appendReferences(catalog, appended, earlier)
  const files =
    mode === 'write'
      ? await writeArtifacts(folder, artifacts, { force, rebase })
      : await compareArtifacts(folder, artifacts, { force: force || mode === 'check', rebase })
  return { mode, folder, files, changed: files.some(({ change }) => change !== 'none'), plan }
}

function outputFolder(loaded: LoadedConfig, out: string | undefined, cwd: string): string {
  if (out !== undefined && out !== '') return resolve(cwd, out)
  if (loaded.config.out !== undefined) return resolve(configFolder(loaded, cwd), loaded.config.out)
  throw new FountainError('no-output', 'no folder to write to', {
    hint: 'Name one with --out, or set `out` in fountain-split.yaml.',
  })
}

/** Names of the source stand in what is written, so they must not depend on where the program was started. */
function readFromConfigFolder(sources: readonly string[], loaded: LoadedConfig, cwd: string) {
  const folder = configFolder(loaded, cwd)
  if (folder === cwd) return readSource(sources, { cwd })
  const absolute = sources.map((source) => (isFile(source) ? resolve(cwd, source) : source))
  return readSource(absolute, { cwd: folder })
}

function isFile(source: string): boolean {
  return source !== '-' && !source.includes('://')
}

function withLayout(loaded: LoadedConfig, layout: Layout | undefined): LoadedConfig {
  return layout === undefined ? loaded : { ...loaded, config: { ...loaded.config, layout } }
}

/** The next run would read what this one wrote. */
async function refuseOutputInSource(sources: readonly string[], out: string, cwd: string): Promise<void> {
  for (const source of sources.filter(isFile)) {
    const path = resolve(cwd, source)
    if ((await stat(path).catch(() => undefined))?.isDirectory() !== true) continue
    const within = relative(await realpath(path), await realpathOfAny(out))
    if (within === '..' || within.startsWith(`..${sep}`)) continue
    throw new FountainError('output-in-source', `the output folder is inside the source ${source}`, {
      hint: 'Its files would be read as migrations by the next run. Choose a folder beside it.',
    })
  }
}

/** Of a path that may not be there yet. */
async function realpathOfAny(path: string): Promise<string> {
  const above = resolve(path, '..')
  return realpath(path).catch(async () => (above === path ? path : resolve(await realpathOfAny(above), relative(above, path)))) // prettier-ignore
}

function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' ? '.' : short.startsWith('..') ? path : short
}
