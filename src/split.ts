import type { Catalog } from './catalog/catalog.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import { provisionalPlan } from './provisional-plan.ts'
import { readCatalog } from './source/read-catalog.ts'
import { readSource } from './source/read-source.ts'

export interface SplitOptions {
  /** The folder that sources are looked for in; by default the process's. */
  readonly cwd?: string
  /** Report statements that cannot be parsed instead of refusing the source. */
  readonly keepGoing?: boolean
}

export interface Split {
  readonly catalog: Catalog
  readonly plan: SplitPlan
}

/** The whole flow, up to the decisions: source → catalog → boundary → couplings → plan. */
export async function splitSource(sources: readonly string[], options: SplitOptions): Promise<Split> {
  const source = await readSource(sources, { cwd: options.cwd ?? process.cwd() })
  const { catalog, diagnostics } = await readCatalog(source, { keepGoing: options.keepGoing ?? false })
  return { catalog, plan: provisionalPlan(source, catalog, diagnostics) }
}
