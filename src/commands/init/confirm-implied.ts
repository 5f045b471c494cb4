import { count } from '../../index.ts'
import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'

/** Which references without a constraint count like declared ones. */
export async function confirmImplied(interview: Interview): Promise<Outcome> {
  const { ask, draft, tell } = interview
  const found = interview.desk!.plan.implied
  const ids = found.map(({ id }) => id)
  if (ids.length === 0) {
    interview.draft = { ...draft, confirmed: [] }
    return 'skip'
  }
  tell('', `No constraint declares ${count(ids.length, 'reference')} that names and types tell of, for example:`)
  for (const { id, confidence, because } of found.slice(0, 3)) tell(`  ${id} (${confidence.toFixed(2)}: ${because})`)
  for (;;) {
    const answer = await ask.choose('Count them like declared keys?', [
      { name: `Yes, all ${ids.length}`, value: 'all' },
      { name: 'Let me go through them', value: 'some' },
      { name: 'No, none', value: 'none' },
    ])
    if (answer === back) return 'back'
    if (answer !== 'some') {
      interview.draft = { ...draft, confirmed: answer === 'all' ? ids : [] }
      return 'next'
    }
    const choices = found.map(({ id, confidence, because }) => ({ name: `${confidence.toFixed(2)}  ${id}`, value: id, note: `${id}: ${because}` })) // prettier-ignore
    const chosen = await ask.chooseMany('Which of them?', choices, ids)
    if (chosen === back) continue
    interview.draft = { ...draft, confirmed: chosen }
    return 'next'
  }
}
