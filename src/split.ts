import { resolve } from 'node:path'
import { drawBoundary } from './boundary/draw-boundary.ts'
import type { Catalog } from './catalog/catalog.ts'
import type { LoadedConfig } from './config/config.ts'
import { configFolder, loadConfig } from './config/load-config.ts'
import { findCouplings } from './coupling/find-couplings.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { provisionalPlan } from './provisional-plan.ts'
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
  readonly catalog: Catalog
  readonly plan: SplitPlan
}

/** The whole flow, up to the decisions: source → catalog → boundary → couplings → plan. */
export async function splitSource(sources: readonly string[], options: SplitOptions): Promise<Split> {
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadConfig({ cwd, ...(options.config === undefined ? {} : { file: options.config }) })
  const texts = await readTexts(sources, loaded, cwd)
  const reading = await readCatalog(texts, { keepGoing: options.keepGoing ?? false })
  const { catalog } = reading
  const { boundary, diagnostics } = drawBoundary(catalog, loaded.config)
  const couplings = findCouplings(catalog, boundary)
  const plan = provisionalPlan(texts, catalog, boundary, couplings, [...reading.diagnostics, ...diagnostics])
  return { catalog, plan }
}

/** What was named, or else what the configuration names, from the configuration's own folder. */
function readTexts(sources: readonly string[], loaded: LoadedConfig, cwd: string): Promise<SourceTexts> {
  if (sources.length > 0) return readSource(sources, { cwd })
  const folder = configFolder(loaded, cwd)
  const configured = [loaded.config.source ?? []].flat()
  return readSource(
    configured.map((source) => (source === '-' || source.includes('://') ? source : resolve(folder, source))),
    { cwd },
  )
}
