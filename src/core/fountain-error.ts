import type { Evidence } from './diagnostic.ts'

/** 2: usage, configuration, unreadable input, connection. 70: our own bug. */
export type FailureExitCode = 1 | 2 | 70

/** What stops us. Thrown anywhere, caught once, in the commands room. */
export class FountainError extends Error {
  override readonly name = 'FountainError'
  readonly code: string
  readonly hint: string
  readonly exitCode: FailureExitCode
  readonly evidence: Evidence | undefined

  constructor(
    code: string,
    message: string,
    more: { hint?: string; exitCode?: FailureExitCode; evidence?: Evidence; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.hint = more.hint ?? ''
    this.exitCode = more.exitCode ?? 2
    this.evidence = more.evidence
  }
}
