import type { ParkedTransaction } from './consumer/parking.ts'

/** Where relay and consumer tell what they do. Every one may be left out; none may throw. */
export interface RuntimeHooks {
  readonly log?: (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    facts: Readonly<Record<string, unknown>>,
  ) => void
  /**
   * Counted: `relay.published` events; `consumer.applied`, `.waiting`, `.parked`, `.failed` transactions of a pass,
   * `consumer.forgotten` tombstones. Measured, in seconds: `relay.horizon_age`, `consumer.gap_age`.
   */
  readonly metric?: (name: string, value: number, labels: Readonly<Record<string, string>>) => void
  /** A transaction could not be applied, and waits for somebody: later events of its keys wait behind it. */
  readonly parked?: (transaction: ParkedTransaction) => void
  /**
   * Runs `fountain-split publish` and `fountain-split apply`, a batch each, inside a span that continues `traceparent` (W3C
   * Trace Context): that of the first transaction which has one.
   */
  readonly trace?: <Result>(
    name: string,
    traceparent: string | undefined,
    run: () => Promise<Result>,
  ) => Promise<Result>
}
