import { loadConfig } from './config/load-config.ts'
import { FountainError } from './core/fountain-error.ts'
import { defaultConfidence } from './implied/implied-reference.ts'
import { rateWithData } from './implied/rate-with-data.ts'
import type { PlannedImplied, ReferenceEnd, SplitPlan } from './plan/split-plan.ts'
import { probeInclusion } from './source/probe-inclusion.ts'
import { configuredSources, type SplitOptions } from './split.ts'

/**
 * The plan with its implied references held against the data of the source, a live database: those that the data make
 * doubtful are left out, the others tell what was found. Throws FountainError (exit 2) for a source without data.
 */
export async function checkImplied(
  plan: SplitPlan,
  sources: readonly string[],
  options: SplitOptions,
): Promise<SplitPlan> {
  const cwd = options.cwd ?? process.cwd()
  const loaded = await loadConfig({ cwd, ...(options.config === undefined ? {} : { file: options.config }) })
  const named = sources.length > 0 ? sources : configuredSources(loaded, cwd)
  const url = named.find((source) => /^postgres(ql)?:\/\//.test(source))
  if (url === undefined)
    throw new FountainError('no-data', 'there are no data to check: the source is not a database', {
      hint: '--check-data wants a postgres:// URL as the source.',
    })
  const answers = await probeInclusion(
    url,
    plan.implied.map(({ referencing, referenced }) => ({
      owner: nameOf(referencing),
      column: referencing.columns[0]!,
      target: nameOf(referenced),
      key: referenced.columns[0]!,
    })),
  )
  const least = loaded.config.implied?.confidence ?? defaultConfidence
  const implied = plan.implied.map((reference, at): PlannedImplied => {
    const data = answers[at]
    if (data === undefined) return { ...reference, because: `${reference.because}; its data could not be read` }
    const { confidence, because } = rateWithData(reference.confidence, data)
    return { ...reference, confidence, because: `${reference.because}; ${because}`, data }
  })
  return { ...plan, implied: implied.filter(({ confidence }) => confidence >= least) }
}

const nameOf = ({ schema, relation }: ReferenceEnd) => ({ schema, name: relation })
