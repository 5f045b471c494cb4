import type { SplitPlan } from '../plan/split-plan.ts'

/** How a terminal report is coloured; the one who knows the terminal passes it in. */
export interface Palette {
  readonly heading: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly caution: (text: string) => string
  readonly danger: (text: string) => string
}

export interface ReportOptions {
  readonly palette: Palette
  /** Columns of the terminal. */
  readonly width: number
}

/** One way of writing down a split plan. */
export interface ReportFormat {
  readonly id: string
  /** For people or for a terminal: only such a format uses the palette and the width. */
  readonly terminal: boolean
  /** Text in pieces, so that the report of a very large schema is never one string. Ends with a newline. */
  readonly render: (plan: SplitPlan, options: ReportOptions) => Iterable<string> | AsyncIterable<string>
}

const same = (text: string): string => text

export const plainPalette: Palette = {
  heading: same,
  strong: same,
  faint: same,
  good: same,
  caution: same,
  danger: same,
}
