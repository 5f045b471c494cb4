import { resolve } from 'node:path'
import type { Boundary } from './boundary/boundary.ts'
import { drawBoundary } from './boundary/draw-boundary.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { LoadedConfig } from './config/config.ts'
import { configFolder, loadConfig } from './config/load-config.ts'
import { findCouplings } from './coupling/find-couplings.ts'
import { settleImplied } from './implied/settle-implied.ts'
import { planSplit } from './plan/plan-split.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { readCatalog } from './source/read-catalog.ts'
import type { SourceTexts } from './source/read-source.ts'
import { readSource } from './source/read-source.ts'

export interface SplitOptions {
  /** The folder that sources and the configuration are looked for in; by default the process's. */
  readonly cwd?: string
  /** The configuration file; by default the nearest `fountain-split.yaml`, upward. */
  readonly config?: string
  /** Report statements that cannot be parsed instead of refusing the source. */
  readonly keepGoing?: boolean
}

export interface Split {
  readonly loaded: LoadedConfig
  readonly texts: SourceTexts
  readonly catalog: Catalog
  readonly boundary: Boundary
  readonly plan: SplitPlan
}

/** The whole flow, up to the decisions: source → catalog → boundary → couplings → plan. */
export async function splitSource(sources: readonly string[], options: SplitOptions): Promise<Split> {
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadConfig({ cwd, ...(options.config === undefined ? {} : { file: options.config }) })
  const texts = await readSource(sources.length > 0 ? sources : configuredSources(loaded, cwd), { cwd })
  return splitTexts(texts, loaded, options)
}

/** The same flow for texts that were read already, under a configuration that was read already. */
export async function splitTexts(texts: SourceTexts, loaded: LoadedConfig, options: SplitOptions): Promise<Split> {
  const reading = await readCatalog(texts, { keepGoing: options.keepGoing ?? false })
  const implied = settleImplied(reading.catalog, loaded.config.implied)
  const { catalog } = implied
  const { boundary, diagnostics } = drawBoundary(catalog, loaded.config)
  const couplings = findCouplings(catalog, boundary)
  const plan = planSplit({
    kind: texts.kind,
    catalog,
    boundary,
    couplings,
    config: loaded.config,
    implied,
    diagnostics: [...reading.diagnostics, ...implied.diagnostics, ...diagnostics],
  })
  return { loaded, texts, catalog, boundary, plan }
}

/** What the configuration names, from its own folder. */
export function configuredSources(loaded: LoadedConfig, cwd: string): string[] {
  const folder = configFolder(loaded, cwd)
  return [loaded.config.source ?? []]
    .flat()
    .map((source) => (source === '-' || source.includes('://') ? source : resolve(folder, source)))
}
