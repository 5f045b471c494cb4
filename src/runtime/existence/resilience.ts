import { ConsecutiveBreaker, DelegateBackoff, circuitBreaker, handleType, retry, wrap } from 'cockatiel'
import { PassingFailure } from './passing-failure.ts'

/** How much is borne before a question counts as not answered. */
export interface Resilience {
  /** How often a question is asked at most; 3 unless told. */
  readonly attempts?: number
  /** Milliseconds that the first wait lasts at most; each one after it twice as long, 2 s at most. 50 unless told. */
  readonly wait?: number
  /** Failures in a row after which nothing is asked for a while; 5 unless told. */
  readonly failures?: number
  /** Milliseconds for which nothing is asked then; 10,000 unless told. */
  readonly pause?: number
}

/** Runs what may fail in passing. */
export interface Policy {
  execute<T>(run: () => Promise<T>): Promise<T>
}

const longestWait = 2000

/** Tries again after a random while what fails in passing, and leaves alone who failed many times in a row. */
export function makePolicy(options: Resilience): Policy {
  const { attempts = 3, wait = 50, failures = 5, pause = 10_000 } = options
  const passing = handleType(PassingFailure)
  const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
    const { error } = result as { error?: PassingFailure }
    const most = Math.min(longestWait, wait * 2 ** (attempt - 1))
    return Math.max(Math.min(longestWait, error?.retryAfter ?? 0), Math.random() * most)
  })
  return wrap(
    retry(passing, { maxAttempts: attempts - 1, backoff }),
    circuitBreaker(passing, { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(failures) }),
  )
}
