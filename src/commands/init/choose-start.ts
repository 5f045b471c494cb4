import { count, crossingNumber, type Cut, type Start } from '../../index.ts'
import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'

/** Which services to begin with. */
export async function chooseStart(interview: Interview): Promise<Outcome> {
  const { ask, draft, wished } = interview
  const desk = interview.desk!
  const starts = await startsOf(interview, wished)
  if (starts.length === 1) {
    interview.draft = begin(starts[0]!, interview)
    return 'skip'
  }
  for (;;) {
    const choices = starts.map((start) => ({ name: describeStart(start), value: start as Start | 'number' | 'one', note: [...start.draft.services.keys()].join(', ') })) // prettier-ignore
    const answer = await ask.choose<Start | 'number' | 'one'>('Which services to begin with?', [
      ...choices,
      { name: 'Another number of services …', value: 'number' },
      { name: 'One, and I divide it myself', value: 'one' },
    ])
    if (answer === back) return 'back'
    if (answer === 'one') {
      interview.draft = { ...draft, bySchema: false, services: new Map([['main', desk.relations]]), choices: new Map() }
      return 'next'
    }
    if (answer !== 'number') {
      interview.draft = begin(answer, interview)
      return 'next'
    }
    const most = desk.relations.length
    const typed = await ask.text(`How many, from 1 to ${most}?`, '', (text) => (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? undefined : `A whole number from 1 to ${most}.`)) // prettier-ignore
    if (typed === back) continue
    interview.draft = begin((await startsOf(interview, Number(typed)))[0]!, interview)
    return 'next'
  }
}

export function startsOf({ busy, desk, draft }: Interview, wished: number | undefined): Promise<readonly Start[]> {
  return busy('looking for services', () => desk!.starts(draft.confirmed, wished))
}

/** What was answered already stays; what was chosen for keys that cross elsewhere does not. */
export function begin(start: Start, { draft }: Interview): Start['draft'] {
  return { ...start.draft, layout: draft.layout }
}

function describeStart({ draft, cut }: Start): string {
  const how = draft.bySchema ? 'one for each schema' : 'as suggested'
  return `${count(draft.services.size, 'service')}, ${how}: ${describeCut(cut)}`
}

export function describeCut(cut: Cut): string {
  const circles = cut.circles.length === 0 ? '' : `, ${count(cut.circles.length, 'circle')}`
  return `${count(crossingNumber(cut), 'crossing')}${circles}`
}
