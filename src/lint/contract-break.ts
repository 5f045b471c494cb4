/** A change that somebody's code, as it is deployed, does not bear. */
export interface ContractBreak {
  /** Names only. */
  readonly subject: string
  /** The service that makes the change. */
  readonly service: string
  /** Whose code it breaks, sorted. */
  readonly breaks: readonly string[]
  readonly message: string
  readonly hint: string
  /** Id of a reference of today that it is about. */
  readonly reference: string
}
