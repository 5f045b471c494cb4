import type { LoadedConfig } from './config/config.ts'
import { FountainError } from './core/fountain-error.ts'
import type { EarlierContracts } from './lint/contract-breaks.ts'
import { wordOf, type Word } from './lint/keep-word.ts'
import { configuredSeverities } from './lint/lint-options.ts'
import { findIdentities } from './lint/lint-split.ts'
import type { LintContext } from './lint/rule.ts'
import type { SplitPlan } from './plan/split-plan.ts'
import type { SourceTexts } from './source/read-source.ts'
import { sourceFile } from './source/source-text.ts'
import { findCrossings, planCrossings, type Crossings } from './split.ts'

/** A schema of an earlier time, and the configuration of today: values that another thread can be handed. */
export interface PastTask {
  readonly kind: SourceTexts['kind']
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array; readonly migration: boolean }[]
  readonly loaded: LoadedConfig
}

/** What an earlier schema is remembered by. */
export interface Past {
  /** Of all that the rules find in it, allowed or not. */
  readonly identities: readonly string[]
  /** What its services told each other; undefined where the rule is off. */
  readonly word?: Word
  readonly contracts?: () => Promise<EarlierContracts['contracts']>
}

export function pastTask({ kind, files }: SourceTexts, loaded: LoadedConfig): PastTask {
  return { kind, files: files.map(({ name, bytes, migration }) => ({ name, bytes, migration })), loaded }
}

/** Reads an earlier schema under today's configuration, and runs the rules over it. */
export async function judgePast({ kind, files, loaded }: PastTask): Promise<Past> {
  const texts: SourceTexts = {
    kind,
    files: files.map(({ name, bytes, migration }) => sourceFile(name, asBuffer(bytes), migration)),
    skipped: [],
  }
  // What was wrong then must not keep anybody from mending it now.
  const found = await findCrossings(texts, loaded, { keepGoing: true })
  return rememberPast(
    lintContext(found, loaded, () => planPast(found, texts, loaded)),
    loaded,
  )
}

export function rememberPast(context: LintContext, { config }: LoadedConfig): Past {
  const severities = configuredSeverities(config)
  const identities = [...findIdentities(context, severities)]
  if (severities.get('breaking-contract') === 'off') return { identities }
  const plan = context.plan()
  return { identities, word: wordOf(plan.references, context.catalog), contracts: async () => plan.contracts }
}

/** What the rules judge; the plan is made when one asks for it. */
export function lintContext(
  { catalog, boundary, couplings }: Crossings,
  { config }: LoadedConfig,
  makePlan: () => SplitPlan,
): LintContext {
  let plan: SplitPlan | undefined
  const options = config.lint?.options
  return {
    catalog,
    boundary,
    couplings,
    plan: () => (plan ??= makePlan()),
    ...(options === undefined ? {} : { options }),
  }
}

/** A strategy that is chosen today need not have been safe for the schema of then. */
function planPast(found: Crossings, texts: SourceTexts, loaded: LoadedConfig): SplitPlan {
  try {
    return planCrossings(found, texts, loaded)
  } catch (error) {
    if (!(error instanceof FountainError)) throw error
    const { references: _, ...config } = loaded.config
    return planCrossings(found, texts, { ...loaded, config })
  }
}

/** A thread is handed plain bytes. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
