import type { Palette } from '../report/report.ts'

export interface ExplainOptions {
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
}

/** One kind of thing that can be explained, under a heading of its own in the list. */
export interface Topic {
  readonly id: string
  readonly heading: string
  /** What there is, with a line each. */
  readonly list: () => readonly { readonly word: string; readonly summary: string }[]
  /** The long story of one; undefined where the word is none of these. */
  readonly explain: (word: string, options: ExplainOptions) => string | undefined
}
