import { relative } from 'node:path'
import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'
import { printDraft } from './write-draft.ts'

/** Whether what crosses today is to be known to lint. */
export async function offerBaseline(interview: Interview): Promise<Outcome> {
  if (interview.sources.includes('-')) return 'skip'
  const answer = await interview.ask.choose('Write a baseline, so that lint fails only on what is new?', [
    { name: 'Yes', value: true },
    { name: 'No', value: false },
  ])
  if (answer === back) return 'back'
  interview.baseline = answer
  return 'next'
}

/** The last moment at which nothing is written. */
export async function confirmWriting(interview: Interview): Promise<Outcome> {
  const { ask, tell, file, cwd } = interview
  const name = relative(cwd, file)
  for (;;) {
    const answer = await ask.choose(`Write ${name}?`, [
      { name: 'Write it', value: 'write' },
      { name: 'Show it first', value: 'show' },
      { name: 'Stop, and write nothing', value: 'stop' },
    ])
    if (answer === back) return 'back'
    if (answer === 'stop') return 'stop'
    if (answer === 'write') return 'next'
    tell('', ...printDraft(interview).trimEnd().split('\n'), '')
  }
}

/** A configuration that is there already is not replaced without being asked for. */
export function askToReplace(existing: boolean): (interview: Interview) => Promise<Outcome> {
  return async ({ ask, file, cwd }) => {
    if (!existing) return 'skip'
    const answer = await ask.choose(`There is ${relative(cwd, file)} already.`, [
      { name: 'Leave it, and stop', value: false },
      { name: 'Begin anew, and replace it at the end', value: true },
    ])
    if (answer === back) return 'back'
    return answer ? 'next' : 'stop'
  }
}
