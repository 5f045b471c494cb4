import type { ParkedList } from '../operate/parked-list.ts'
import type { ReportOptions } from './report.ts'

/** One way of writing what is parked. */
export interface EventsFormat {
  readonly id: string
  /** For a terminal: only such a format uses the palette and the width. */
  readonly terminal: boolean
  /** Ends with a newline. */
  render(list: ParkedList, options: ReportOptions): Iterable<string>
}
