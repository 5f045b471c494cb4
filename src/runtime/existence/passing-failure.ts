/** A failure that asking again may get over. */
export class PassingFailure extends Error {
  /** Milliseconds that the other side asked us to wait. */
  readonly retryAfter: number

  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfter?: number } = {}) {
    super(message, { cause: options.cause })
    this.retryAfter = options.retryAfter ?? 0
  }
}
