import { nearest } from './config/nearest-word.ts'
import { FountainError } from './core/fountain-error.ts'
import { quoteColumns } from './core/identifier.ts'
import { namesReference } from './plan/resolve-choices.ts'
import { referenceStory } from './report/reference-story.ts'
import type { ReportOptions } from './report/report.ts'
import type { SplitOptions } from './split.ts'
import { splitSource } from './split.ts'

/** The whole story of each reference that a word names: its referencing columns, or its id as analyze writes it. */
export async function explainReference(
  word: string,
  sources: readonly string[],
  options: SplitOptions,
  report: ReportOptions,
): Promise<string> {
  const { plan } = await splitSource(sources, options)
  const named = plan.references.filter((reference) => namesReference(word, reference))
  if (named.length > 0) return named.map((each) => [...referenceStory(plan, each, report)].join('')).join('\n\n')
  const inside = plan.foreignKeys.some((key) => namesReference(word, key))
  const ends = plan.references.map(({ referencing: { schema, relation, columns } }) => quoteColumns({ schema, name: relation }, columns)) // prettier-ignore
  // Most often it is the schema that was left out, or is called otherwise than its service.
  const close = nearest(word, ends) ?? ends.find((end) => end.endsWith(word.slice(word.lastIndexOf('.'))))
  throw new FountainError('nothing-to-explain', `${word} is no foreign key that crosses`, {
    hint: inside
      ? 'It stays within one service, and in force.'
      : `${close === undefined ? '' : `Did you mean ${close}? `}analyze lists those that there are.`,
  })
}
