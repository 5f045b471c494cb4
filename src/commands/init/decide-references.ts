import {
  actionWords,
  count,
  strategyWords,
  type PlannedReference,
  type ReferenceChoice,
  type StrategyOption,
  type StrategyOptions,
} from '../../index.ts'
import { back, type Choice } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'

/** What replaces each key that crosses: as proposed, or one by one. */
export async function decideReferences(interview: Interview): Promise<Outcome> {
  const { ask } = interview
  if (plannedReferences(interview).length === 0) return 'skip'
  tellProposals(interview)
  for (;;) {
    const answer = await ask.choose('Take what is proposed for them?', [
      { name: 'Yes, as proposed', value: 'all' },
      { name: 'Let me go through them', value: 'some' },
    ])
    if (answer === back) return 'back'
    if (answer === 'all') return 'next'
    await goThrough(interview)
  }
}

function plannedReferences({ desk, draft }: Interview): readonly PlannedReference[] {
  return desk!.plans(draft).references.filter(({ guard }) => guard !== null)
}

function tellProposals(interview: Interview): void {
  const { tell } = interview
  const references = plannedReferences(interview)
  const sum = (words: readonly string[]): string => {
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    return [...counts].map(([word, number]) => `${number} ${word}`).join(', ')
  }
  tell('', `${count(references.length, 'foreign key')} will cross. In the place of the constraint:`)
  tell(`  what checks writes: ${sum(references.map(({ guard }) => guard!))}`)
  tell(`  what happens on delete: ${sum(references.map((each) => each.delete!.reaction))}`)
  tell(`  what happens when the key changes: ${sum(references.map((each) => each.update!.reaction))}`)
}

async function goThrough(interview: Interview): Promise<void> {
  const { ask } = interview
  let last: string | undefined
  for (;;) {
    const references = plannedReferences(interview)
    const choices: Choice<string>[] = references.map((reference) => ({
      name: `${interview.draft.choices.has(reference.id) ? '* ' : ''}${reference.id}`,
      value: reference.id,
      note: `${actionWords(reference).join(', ')}. ${strategyWords(reference)}. ${reason(reference)}`,
    }))
    const id = await ask.choose('Which key? (* is chosen by you)', [{ name: 'Done', value: '' }, ...choices], last)
    if (id === back || id === '') return
    last = id
    await decide(interview, id)
  }
}

function reason({ delete: onDelete, update }: PlannedReference): string {
  return [...new Set([...onDelete!.because, ...update!.because])].join(' ')
}

const questions = {
  guard: 'What checks writes?',
  delete: 'When the referenced row is deleted?',
  update: 'When its key changes?',
} as const
type Part = keyof typeof questions

/** Asks for the three parts in turn; only what differs from the proposal is kept. */
async function decide(interview: Interview, id: string): Promise<void> {
  const { ask, desk } = interview
  const parts = Object.keys(questions) as Part[]
  let choice: ReferenceChoice = interview.draft.choices.get(id) ?? {}
  for (let at = 0; at < parts.length;) {
    const part = parts[at]!
    const choices = new Map(interview.draft.choices).set(id, choice)
    const options: StrategyOptions = desk!.options({ ...interview.draft, choices }, id)!
    const list: readonly StrategyOption<string>[] = options[part]
    const proposed = list.find((option) => option.proposed)!.id
    const answer = await ask.choose(questions[part], list.map(asChoice), choice[part] ?? proposed)
    if (answer === back && at === 0) return
    if (answer === back) at -= 1
    else {
      const { [part]: _, ...others } = choice
      choice = (answer === proposed ? others : { ...others, [part]: answer }) as ReferenceChoice
      at += 1
    }
  }
  const choices = new Map(interview.draft.choices)
  if (Object.keys(choice).length === 0) choices.delete(id)
  else choices.set(id, choice)
  interview.draft = { ...interview.draft, choices }
}

const verdicts = { fit: '', stricter: ' (stricter)', weak: ' (keeps less)', unsafe: '', impossible: '' } as const

function asChoice({ id, verdict, because, summary, proposed }: StrategyOption<string>): Choice<string> {
  const cannot = verdict === 'unsafe' || verdict === 'impossible'
  return {
    name: `${id}${proposed ? ' (proposed)' : verdicts[verdict]}: ${summary}`,
    value: id,
    note: because.join(' '),
    ...(cannot ? { disabled: `(${verdict}: ${because.join(' ')})` } : {}),
  }
}
