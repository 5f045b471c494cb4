import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'

/** A database for each service, or one for all. */
export async function chooseLayout(interview: Interview): Promise<Outcome> {
  const { ask, draft, desk } = interview
  if (draft.services.size < 2) return 'skip'
  const shared = desk!.plans({ ...draft, layout: 'schemas' }).diagnostics.some(({ code }) => code === 'shared-schema')
  const layout = await ask.choose(
    'Where will services keep their tables?',
    [
      { name: 'Each in a database of its own', value: 'databases' as const },
      {
        name: 'All in one database, each in schemas of its own',
        value: 'schemas' as const,
        ...(shared ? { disabled: '(services share a schema here)' } : {}),
      },
    ],
    shared ? 'databases' : draft.layout,
  )
  if (layout === back) return 'back'
  interview.draft = { ...draft, layout }
  return 'next'
}
