import type { ParkedTransaction } from './consumer/parking.ts'

/** Where relay and consumer tell what they do. Every one may be left out; none may throw. */
export interface RuntimeHooks {
  readonly log?: (
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    facts: Readonly<Record<string, unknown>>,
  ) => void
  /** Counters and gauges: `relay.published`, `relay.horizon_age`, `consumer.applied`, `consumer.waiting`, `consumer.parked`. */
  readonly metric?: (name: string, value: number, labels: Readonly<Record<string, string>>) => void
  /** A transaction could not be applied, and waits for somebody: later events of its keys wait behind it. */
  readonly parked?: (transaction: ParkedTransaction) => void
  /** Runs a transaction's replay inside a span that continues `traceparent` (W3C Trace Context), as OpenTelemetry's context does. */
  readonly trace?: <Result>(
    name: string,
    traceparent: string | undefined,
    run: () => Promise<Result>,
  ) => Promise<Result>
}
