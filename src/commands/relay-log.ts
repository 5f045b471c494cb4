import type { ParkedEvents, RuntimeHooks } from '../index.ts'
import { count, visible } from '../index.ts'

/** Milliseconds between two lines about what was done. */
const pause = 5000

type Level = 'debug' | 'info' | 'warn' | 'error'

/** What relay and consumer do, in lines: what happened, with its time, and now and then how much was done. */
export class RelayLog {
  readonly hooks: RuntimeHooks
  readonly #write: (line: string) => void
  readonly #quiet: boolean
  readonly #service: string
  readonly #timer: NodeJS.Timeout
  #done = { published: 0, applied: 0 }
  readonly #total = { published: 0, applied: 0 }

  constructor(service: string, quiet: boolean, write: (line: string) => void) {
    this.#service = service
    this.#quiet = quiet
    this.#write = write
    this.hooks = {
      log: (level, message, facts) => this.tell(level, `${message}${inWords(facts)}`),
      metric: (name, value) => this.#count(name, value),
      parked: ({ events, error }) =>
        this.#tellParked(
          events.map(({ type, subject }) => ({ type, key: subject })),
          error,
        ),
    }
    this.#timer = setInterval(() => this.#tellDone(), pause).unref()
  }

  tell(level: Level, message: string): void {
    if (level === 'debug' || (this.#quiet && level === 'info')) return
    this.#write(`${new Date().toISOString()} ${level.padEnd(5)} ${visible(message)}\n`)
  }

  /** Says how much was done in all. */
  end(): void {
    clearInterval(this.#timer)
    this.tell('info', `${this.#service}: ${doneWords(this.#total)} in all`)
  }

  #count(name: string, value: number): void {
    const what = { 'relay.published': 'published', 'consumer.applied': 'applied' }[name] as 'published' | 'applied' | undefined // prettier-ignore
    if (what === undefined) return
    this.#done[what] += value
    this.#total[what] += value
  }

  #tellDone(): void {
    if (this.#done.published + this.#done.applied > 0) this.tell('info', `${this.#service}: ${doneWords(this.#done)}`)
    this.#done = { published: 0, applied: 0 }
  }

  #tellParked(events: ParkedEvents['events'], reason: string): void {
    const [first] = events
    const more = events.length > 1 ? ` and ${count(events.length - 1, 'event')} more` : ''
    this.tell(
      'error',
      `parked: ${first?.type} ${first?.key}${more}: ${reason}; fountain-split events lists and replays it`,
    )
  }
}

function doneWords({ published, applied }: { readonly published: number; readonly applied: number }): string {
  return `${count(published, 'event')} told, ${count(applied, 'transaction')} applied`
}

/** `: replica people.person_id, keys 2: no connection`. */
function inWords({ error, ...facts }: Readonly<Record<string, unknown>>): string {
  const words = Object.entries(facts).map(([name, value]) => `${name} ${String(value)}`)
  const reason = error instanceof AggregateError ? error.errors[0] : error
  return `${words.length === 0 ? '' : `: ${words.join(', ')}`}${reason instanceof Error ? `: ${reason.message}` : ''}`
}
