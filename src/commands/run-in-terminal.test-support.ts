import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'
import { projectFolder } from './run-cli.test-support.ts'

const program = `${projectFolder}bin/fountain-split.js`

export const keys = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  space: ' ',
  interrupt: '\u0003',
  clearLine: '\u0015',
} as const

export interface InTerminal {
  /** What the terminal shows, and what was scrolled out of it; without blanks at the ends of lines. */
  readonly text: () => string
  /** Lines that did not fit and were broken by the terminal. */
  readonly broken: () => readonly string[]
  /** All bytes that were written. */
  readonly raw: () => string
  /** Waits until the text is there, after what was waited for before. Throws with what is there instead. */
  readonly until: (wanted: string | RegExp) => Promise<void>
  readonly press: (...pressed: readonly string[]) => void
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<number>
}

/** For tests: runs the built program in a pseudo-terminal, as somebody who sits before it. */
export function runInTerminal(
  words: readonly string[],
  more: {
    cwd: string
    columns?: number
    rows?: number
    env?: Record<string, string>
    command?: string
    patience?: number
  },
): InTerminal {
  /** Milliseconds that something may take to be shown. */
  const patience = more.patience ?? 20_000
  const [cols, rows] = [more.columns ?? 80, more.rows ?? 30]
  const screen = new xterm.Terminal({ cols, rows, scrollback: 5000, allowProposedApi: true })
  const { NO_COLOR: _no, FORCE_COLOR: _force, CI: _ci, ...inherited } = process.env
  const env = { ...inherited, TERM: 'xterm-256color', ...more.env } as Record<string, string>
  const [file, before] = more.command === undefined ? [process.execPath, [program]] : [more.command, []]
  const child = spawn(file, [...before, ...words], { cols, rows, cwd: more.cwd, env })
  let raw = ''
  let asked = 0
  let isOver = false
  child.onData((data) => {
    raw += data
    screen.write(data)
  })
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      isOver = true
      const code = signal === undefined || signal === 0 ? exitCode : 128 + signal
      // What was written last may still be on its way, and the screen draws when it has time.
      setTimeout(() => screen.write('', () => resolve(code)), 200)
    })
  })
  const lines = () => Array.from({ length: screen.buffer.active.length }, (_, at) => screen.buffer.active.getLine(at)!)
  const text = () =>
    lines()
      .map((line) => line.translateToString(true))
      .join('\n')
      .trimEnd()
  return {
    text,
    raw: () => raw,
    broken: () => lines().flatMap((line) => (line.isWrapped ? [line.translateToString(true)] : [])),
    async until(wanted) {
      const began = Date.now()
      for (;;) {
        const rest = raw.slice(asked)
        const at = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted)
        if (at !== -1) {
          asked += at + 1
          return
        }
        if (isOver || Date.now() - began > patience)
          throw new Error(`${isOver ? 'it ended' : 'time is over'}, and there is no ${String(wanted)} in:\n${text()}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    press(...pressed) {
      for (const key of pressed) child.write(key)
    },
    kill: (signal) => child.kill(signal),
    ended,
  }
}
