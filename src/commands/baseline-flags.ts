import { FountainError, type LintSourceOptions } from '../index.ts'

/** The options that say how the baseline may change. */
export interface BaselineFlags {
  readonly updateBaseline?: boolean
  readonly allowAdditions?: boolean
  readonly reason?: string
  readonly owner?: string
  readonly issue?: string
  readonly expires?: string
}

/** What is asked for; undefined: leave the baseline alone. Throws FountainError (exit 2) for what does not go together. */
export function baselineUpdate(flags: BaselineFlags): LintSourceOptions['update'] {
  const { updateBaseline, allowAdditions, reason, owner, issue, expires } = flags
  const terms = { reason, owner, issue, expires }
  const lone = Object.entries(terms).find(([, value]) => value !== undefined)?.[0]
  if (allowAdditions !== true && lone !== undefined)
    throw usage(`--${lone} says something about additions, and --allow-additions is not there`)
  if (updateBaseline !== true) {
    if (allowAdditions === true) throw usage('--allow-additions needs --update-baseline')
    return undefined
  }
  if (allowAdditions !== true) return {}
  if (reason === undefined || reason.trim() === '') throw usage('--allow-additions needs a --reason')
  if (expires !== undefined) checkDay(expires)
  return {
    additions: {
      reason,
      ...(owner === undefined ? {} : { owner }),
      ...(issue === undefined ? {} : { issue }),
      ...(expires === undefined ? {} : { expires }),
    },
  }
}

function checkDay(day: string): void {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  // Date.parse takes February 30th for a day in March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    throw usage(`--expires wants a day as YYYY-MM-DD, not ${day}`)
  if (day < new Date().toISOString().slice(0, 10)) throw usage(`--expires ${day} is over already`)
}

const severities = ['error', 'warning', 'info', 'never'] as const

export function readFailOn(word: string | undefined): LintSourceOptions['failOn'] {
  if (word === undefined) return undefined
  const found = severities.find((severity) => severity === word)
  if (found === undefined) throw usage(`--fail-on wants ${severities.join(', ')}, not ${word}`)
  return found
}

function usage(message: string): FountainError {
  return new FountainError('usage', message, { hint: 'See fountain-split lint --help.' })
}
