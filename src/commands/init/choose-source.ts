import { openDraft, withoutPassword } from '../../index.ts'
import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'
import { tellReading } from './tell-reading.ts'

/** Where the schema is; reads it. */
export async function chooseSource(interview: Interview): Promise<Outcome> {
  if (interview.named.length > 0) {
    if (interview.desk === undefined) await read(interview, interview.named)
    return 'skip'
  }
  const { ask, search, tell } = interview
  for (const { path, advice } of search.unreadable) tell(`${path}: ${advice}`)
  for (;;) {
    const other = 'Another file, folder or postgres:// URL …'
    const choices = search.found.map((found) => ({
      name: `${found.sources.map(withoutPassword).join(', ')}  (${found.what})`,
      value: found.sources as readonly string[] | undefined,
    }))
    const found = choices.length === 0 ? undefined : await ask.choose('Where is your schema?', [...choices, { name: other, value: undefined }]) // prettier-ignore
    if (found === back) return 'back'
    let sources = found
    if (sources === undefined) {
      const typed = await ask.text('File, folder or URL:', '', (text) => (text.trim() === '' ? 'Where is it?' : undefined)) // prettier-ignore
      if (typed === back && choices.length === 0) return 'back'
      if (typed === back) continue
      sources = [typed.trim()]
    }
    // A mistyped name is no reason to begin again.
    if (await tryToRead(interview, sources)) return 'next'
  }
}

async function tryToRead(interview: Interview, sources: readonly string[]): Promise<boolean> {
  try {
    await read(interview, sources)
    return true
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'FountainError') throw error
    const { hint } = error as Error & { hint?: string }
    interview.tell(
      { text: error.message, paint: interview.palette.danger },
      ...(hint === undefined || hint === '' ? [] : [hint]),
    )
    return false
  }
}

export async function read(interview: Interview, sources: readonly string[]): Promise<void> {
  const { cwd, keepGoing } = interview
  const shown = sources.map(withoutPassword).join(', ')
  interview.desk = await interview.busy(`reading ${shown}`, () => openDraft(sources, { cwd, keepGoing }))
  interview.sources = sources
  tellReading(interview, interview.desk)
}
