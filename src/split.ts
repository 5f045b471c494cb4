import { resolve } from 'node:path'
import type { Boundary } from './boundary/boundary.ts'
import { drawBoundary } from './boundary/draw-boundary.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { SourceFile } from './catalog/statement.ts'
import type { Config, LoadedConfig } from './config/config.ts'
import { configFolder, loadConfig } from './config/load-config.ts'
import type { Diagnostic } from './core/diagnostic.ts'
import type { Coupling } from './coupling/coupling.ts'
import { findCouplings } from './coupling/find-couplings.ts'
import { confirmReferences } from './implied/confirm-references.ts'
import { searchImplied, settleImplied } from './implied/settle-implied.ts'
import { planSplit } from './plan/plan-split.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { foreseeGrammar } from './source/foresee-grammar.ts'
import { readCatalog, type Reading, type ReadingOptions } from './source/read-catalog.ts'
import type { SourceTexts } from './source/read-source.ts'
import { readSource } from './source/read-source.ts'

export interface SplitOptions {
  /** The folder that sources and the configuration are looked for in; by default the process's. */
  readonly cwd?: string
  /** The configuration file; by default the nearest `fountain-split.yaml`, upward. */
  readonly config?: string
  /** Report statements that cannot be parsed instead of refusing the source. */
  readonly keepGoing?: boolean
  /** Waited for when all is loaded, before the first statement is read: so many bytes are to be. */
  readonly onReading?: ReadingOptions['onReading']
  /** Waited for when the last of them was: large texts may be let go of now, if they stay where they are until the plan is done with. */
  readonly onRead?: ((files: readonly SourceFile[]) => void | Promise<void>) | undefined
}

/** What a schema has that crosses, before anything is decided. */
export interface Crossings {
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly couplings: readonly Coupling[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface Split extends Omit<Crossings, 'diagnostics'> {
  readonly loaded: LoadedConfig
  readonly texts: SourceTexts
  readonly plan: SplitPlan
}

/** The whole flow, up to the decisions: source → catalog → boundary → couplings → plan. */
export async function splitSource(sources: readonly string[], options: SplitOptions): Promise<Split> {
  const { loaded, texts } = await readInput(sources, options)
  return splitTexts(texts, loaded, options)
}

/** The same flow for texts that were read already, under a configuration that was read already. */
export async function splitTexts(texts: SourceTexts, loaded: LoadedConfig, options: SplitOptions): Promise<Split> {
  const crossings = await findCrossings(texts, loaded, options)
  const { catalog, boundary, couplings } = crossings
  // Before the plan is made, for a large schema has no room for the search beside it.
  const implied = settleImplied(catalog, loaded.config.implied)
  return { loaded, texts, catalog, boundary, couplings, plan: planCrossings(crossings, texts, loaded, () => implied) }
}

/** The configuration, and what was named, or else what the configuration names. */
export async function readInput(
  sources: readonly string[],
  options: SplitOptions,
): Promise<{ loaded: LoadedConfig; texts: SourceTexts }> {
  foreseeGrammar(18)
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadConfig({ cwd, ...(options.config === undefined ? {} : { file: options.config }) })
  return { loaded, texts: await readSource(sources.length > 0 ? sources : configuredSources(loaded, cwd), { cwd }) }
}

/** From texts to couplings; implied references count where they are confirmed, and are not looked for. */
export async function findCrossings(
  texts: SourceTexts,
  loaded: LoadedConfig,
  options: SplitOptions,
): Promise<Crossings> {
  const { keepGoing = false, onReading, onRead } = options
  const reading = await readCatalog(texts, { keepGoing, onReading })
  await onRead?.(texts.files)
  return drawCrossings(reading, loaded.config)
}

/** The same from a catalog that was read already. */
export function drawCrossings(reading: Reading, config: Config): Crossings {
  const { catalog, diagnostics } = confirmReferences(reading.catalog, config.implied?.confirm ?? [])
  const drawn = drawBoundary(catalog, config)
  return {
    catalog,
    boundary: drawn.boundary,
    couplings: findCouplings(catalog, drawn.boundary),
    diagnostics: [...reading.diagnostics, ...diagnostics, ...drawn.diagnostics],
  }
}

/** All decisions about what was found; by default implied references are looked for when somebody asks for them. */
export function planCrossings(
  crossings: Crossings,
  texts: SourceTexts,
  { config }: LoadedConfig,
  implied = searchImplied(crossings.catalog, config.implied),
): SplitPlan {
  return planSplit({ kind: texts.kind, ...crossings, config, implied })
}

/** What the configuration names, from its own folder. */
export function configuredSources(loaded: LoadedConfig, cwd: string): string[] {
  const folder = configFolder(loaded, cwd)
  return [loaded.config.source ?? []]
    .flat()
    .map((source) => (source === '-' || source.includes('://') ? source : resolve(folder, source)))
}
