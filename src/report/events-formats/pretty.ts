import { visible } from '../../core/visible-text.ts'
import type { ParkedEvents, ParkedOfService } from '../../operate/parked-list.ts'
import type { EventsFormat } from '../events-format.ts'
import type { Palette } from '../report.ts'
import { count, wrapText } from '../terminal-text.ts'

/** Events of one transaction that are written out; a bulk delete has thousands. */
const shown = 5

export const pretty: EventsFormat = {
  id: 'pretty',
  terminal: true,
  *render({ services }, { palette, width }) {
    if (services.length === 0) yield 'No service keeps keys of another.\n'
    for (const service of services) yield* tellService(service, palette, width)
    if (services.some(({ parked }) => parked.length > 0))
      yield* wrapText('Later events of these keys wait behind them. Mend the cause, then replay them.', width).map((line) => `${palette.faint(line)}\n`) // prettier-ignore
  },
}

function* tellService(
  { service, replayed, parked }: ParkedOfService,
  palette: Palette,
  width: number,
): Iterable<string> {
  const name = palette.strong(visible(service))
  if (replayed.length > 0)
    yield `${name}: ${palette.good(`${count(replayed.length, 'transaction')} will be tried again`)}, by its consumer\n`
  for (const each of replayed) yield* tellEvents(each, palette, width)
  if (parked.length > 0) yield `${name}: ${palette.danger(`${count(parked.length, 'transaction')} parked`)}\n`
  else if (replayed.length === 0) yield `${name}: ${palette.good('nothing is parked')}\n`
  for (const each of parked) {
    yield* tellEvents(each, palette, width)
    yield* indented(each.reason, 4, width)
    const { source, transaction, epoch, attempts, age } = each
    yield* indented(`from ${source}, transaction ${transaction} (epoch ${epoch}), ${count(attempts, 'attempt')}, arrived ${ageWords(age)} ago`, 4, width).map(palette.faint) // prettier-ignore
  }
}

function* tellEvents({ events }: ParkedEvents, palette: Palette, width: number): Iterable<string> {
  for (const { type, key } of events.slice(0, shown)) yield* indented(`${type} ${key}`, 2, width).map(palette.strong)
  if (events.length > shown) yield `  and ${count(events.length - shown, 'event')} more\n`
}

function indented(text: string, indent: number, width: number): string[] {
  return wrapText(text, width - indent).map((line) => `${' '.repeat(indent)}${line}\n`)
}

/** The largest unit that is there at all: `3 minutes`. */
export function ageWords(seconds: number): string {
  const units = [['day', 86_400], ['hour', 3600], ['minute', 60]] as const // prettier-ignore
  for (const [unit, size] of units) if (seconds >= size) return count(Math.floor(seconds / size), unit)
  return count(seconds, 'second')
}
