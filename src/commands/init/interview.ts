import type { Draft, DraftDesk, Palette, SourceSearch } from '../../index.ts'
import type { Asker } from './ask.ts'

/** Something to tell that is painted, once it is wrapped and made visible. */
export interface PaintedLine {
  readonly text: string
  readonly paint: (text: string) => string
}

/** What is known between two questions. */
export interface Interview {
  readonly ask: Asker
  readonly palette: Palette
  readonly cwd: string
  readonly keepGoing: boolean
  readonly wished: number | undefined
  /** The configuration's file, absolute. */
  readonly file: string
  /** Writes lines on standard error, wrapped to the terminal. */
  readonly tell: (...lines: readonly (string | PaintedLine)[]) => void
  /** Columns of the terminal. */
  readonly width: () => number
  /** Does what may take long, and says so meanwhile. */
  readonly busy: <T>(what: string, task: () => Promise<T>) => Promise<T>
  /** Named on the command line: not asked for. */
  readonly named: readonly string[]
  search: SourceSearch
  sources: readonly string[]
  /** Undefined until a source was read. */
  desk: DraftDesk | undefined
  draft: Draft
  baseline: boolean
}

/** `skip`: there was nothing to ask. `stop`: the user wants no more of it. */
export type Outcome = 'next' | 'back' | 'skip' | 'stop'

export type Step = (interview: Interview) => Promise<Outcome>

/** Takes the steps in turn; going back passes over those that have nothing to ask. False: stopped. */
export async function conduct(interview: Interview, steps: readonly Step[]): Promise<boolean> {
  let direction: 1 | -1 = 1
  for (let at = 0; at < steps.length;) {
    const outcome = await steps[at]!(interview)
    if (outcome === 'stop') return false
    if (outcome !== 'skip') direction = outcome === 'back' ? -1 : 1
    // Before the first question there is none: it is asked again.
    if (at + direction < 0) direction = 1
    else at += direction
  }
  return true
}
