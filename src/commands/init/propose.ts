import { FountainError, withoutPassword } from '../../index.ts'
import { begin, startsOf } from './choose-start.ts'
import { read } from './choose-source.ts'
import { tellServices } from './edit-services.ts'
import type { Interview } from './interview.ts'

/** Takes what is proposed, without a question. Throws FountainError `no-source-found` (exit 2). */
export async function propose(interview: Interview): Promise<void> {
  const { named, search, tell, wished } = interview
  for (const { path, advice } of search.unreadable) tell(`${path}: ${advice}`)
  const [first, ...others] = search.found
  if (named.length === 0 && first === undefined)
    throw new FountainError('no-source-found', 'no schema was found in this folder', {
      hint: 'Name one: fountain-split init structure.sql --yes. Files, folders of migrations, - and postgres:// URLs will do.',
    })
  await read(interview, named.length > 0 ? named : first!.sources)
  if (named.length === 0 && others.length > 0)
    tell(`  Also there: ${others.map(({ sources }) => sources.map(withoutPassword).join(', ')).join('; ')}.`)
  const { draft, desk } = interview
  interview.draft = { ...draft, confirmed: desk!.plan.implied.map(({ id }) => id) }
  interview.draft = begin((await startsOf(interview, wished))[0]!, interview)
  tellServices(interview)
}
