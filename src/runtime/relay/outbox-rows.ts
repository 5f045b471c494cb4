import type { Envelope, KeyValues } from '../envelope.ts'
import { envelopeFormat } from '../envelope.ts'

/** A row of the outbox as pg reads it; what counts up for ever is text. */
export interface OutboxRow {
  readonly id: string
  readonly aggregatetype: string
  readonly aggregateid: string
  readonly type: string
  readonly payload: {
    readonly key: KeyValues
    readonly successor?: KeyValues
    readonly successorVersion?: number | null
    readonly predecessorVersion?: number | null
    readonly settles?: boolean
  }
  readonly tracingspancontext: string | null
  readonly transaction: string
  readonly statement: number
  readonly epoch: string
  readonly incarnation: string
  readonly version: string
  readonly previous: string
  readonly written: Date
}

export const outboxColumns =
  'id, aggregatetype, aggregateid, type, payload, tracingspancontext, o.transaction::text AS transaction, statement, epoch, incarnation, version, previous, written'

/**
 * Envelopes of whole transactions, ordered by the last version of each: a transaction that changed a key after another
 * has the later one, whatever the numbers of the transactions are.
 */
export function wrapTransactions(service: string, rows: readonly OutboxRow[]): Envelope[] {
  const transactions = new Map<string, OutboxRow[]>()
  for (const row of rows) {
    const transaction = transactions.get(row.transaction)
    if (transaction === undefined) transactions.set(row.transaction, [row])
    else transaction.push(row)
  }
  const last = (transaction: readonly OutboxRow[]) => BigInt(transaction.at(-1)!.version)
  const ordered = [...transactions.values()].toSorted((a, b) => (last(a) < last(b) ? -1 : 1))
  return ordered.flatMap((transaction) => wrapTransaction(service, transaction))
}

function wrapTransaction(service: string, rows: readonly OutboxRow[]): Envelope[] {
  const counts: Record<string, number> = {}
  const statements = new Map<number, number>()
  for (const { aggregatetype, statement } of rows) {
    counts[aggregatetype] = (counts[aggregatetype] ?? 0) + 1
    statements.set(statement, (statements.get(statement) ?? 0) + 1)
  }
  const places = new Map<number, number>()
  return rows.map((row) => {
    const place = (places.get(row.statement) ?? 0) + 1
    places.set(row.statement, place)
    return wrap(service, row, counts, { number: row.statement, place, count: statements.get(row.statement)! })
  })
}

function wrap(
  service: string,
  row: OutboxRow,
  counts: Readonly<Record<string, number>>,
  statement: Envelope['data']['statement'],
): Envelope {
  const { key, successor, successorVersion, predecessorVersion, settles } = row.payload
  const traceparent = /^traceparent=(.+)$/m.exec(row.tracingspancontext ?? '')?.[1]
  return {
    specversion: '1.0',
    id: row.id,
    source: service,
    type: row.type,
    subject: row.aggregateid,
    time: row.written.toISOString(),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(row.type),
    partitionkey: `${row.aggregatetype}:${row.aggregateid}`,
    sequence: row.version.padStart(20, '0'),
    ...(traceparent === undefined ? {} : { traceparent }),
    data: {
      format: envelopeFormat,
      aggregate: row.aggregatetype,
      event: row.type.slice(row.aggregatetype.length + 1) as Envelope['data']['event'],
      key,
      ...(successor === undefined ? {} : { successor }),
      ...(successorVersion === undefined || successorVersion === null
        ? {}
        : { successorVersion: String(successorVersion) }),
      ...(predecessorVersion === undefined || predecessorVersion === null
        ? {}
        : { predecessorVersion: String(predecessorVersion) }),
      ...(settles === true ? { settles } : {}),
      epoch: row.epoch,
      incarnation: row.incarnation,
      version: row.version,
      previous: row.previous,
      transaction: { id: row.transaction, counts },
      statement,
    },
  }
}

/** The part of the event's published schema that its data follows. */
function dataSchemaOf(type: string): string {
  return `urn:fountain-split:event:${encodeURIComponent(type)}#/$defs/data`
}
