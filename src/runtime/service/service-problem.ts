/** What keeps a service from being run at all, and what to do about it. What may pass by itself is tried again instead. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem'
  /** Stable: `no-home`, `other-service`, `missing-migration`, `no-rights`, `no-address`, `small-pool`. */
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
