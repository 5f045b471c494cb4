/** Transactions that could not be applied, by the service that keeps the keys; a plain value. */
export interface ParkedList {
  readonly schemaVersion: 1
  readonly services: readonly ParkedOfService[]
}

export interface ParkedOfService {
  readonly service: string
  /** Those that will be tried again, as was asked for. */
  readonly replayed: readonly ParkedEvents[]
  /** Those that stay parked, in the order of their events. */
  readonly parked: readonly ParkedEvents[]
}

export interface ParkedEvents {
  /** The service that owns the keys, and its transaction. */
  readonly source: string
  readonly epoch: string
  readonly transaction: string
  readonly events: readonly { readonly type: string; readonly key: string }[]
  readonly attempts: number
  readonly reason: string
  /** ISO 8601; and how many seconds ago that was. */
  readonly arrived: string
  readonly age: number
}
