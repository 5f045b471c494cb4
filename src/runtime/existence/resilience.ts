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

/** A failure that asking again may get over. */
export class PassingFailure extends Error {
  /** Milliseconds that the other side asked us to wait. */
  readonly retryAfter: number

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfter?: number } = {}) {
    super(message, { cause: options.cause })
    this.retryAfter = options.retryAfter ?? 0
  }
}

const longestWait = 2000

/** Tries again after a random while what fails in passing, and leaves alone who failed many times in a row. */
export async function makePolicy(options: Resilience): Promise<{ execute<T>(run: () => Promise<T>): Promise<T> }> {
  const { attempts = 3, wait = 50, failures = 5, pause = 10_000 } = options
  const { ConsecutiveBreaker, DelegateBackoff, circuitBreaker, handleType, retry, wrap } = await import('cockatiel')
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
