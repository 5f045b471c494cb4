/** Format of an envelope's `data`. Fields are only added, as optional ones; anything else is a new number. */
export const envelopeFormat = 1

export type KeyValues = Readonly<Record<string, string | number | boolean | null>>

/**
 * An event of one key, as it travels: CloudEvents 1.0 in JSON. Numbers that count up for ever (versions, epochs) are
 * decimal strings. `(source, id)` tells repeats; `subject` is the canonical key, equal exactly for equal keys.
 */
export interface Envelope {
  readonly specversion: '1.0'
  readonly id: string
  /** The service that owns the key. */
  readonly source: string
  /** `service.key.created`, `.key-changed` or `.deleted`. */
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** The part of the event's published schema that `data` follows; an older relay left it out. */
  readonly dataschema?: string
  /** Orders events of one key: the key's kind and the canonical key. */
  readonly partitionkey: string
  /** The version, padded with zeros to 20 digits, so that it sorts as text. */
  readonly sequence: string
  readonly traceparent?: string
  readonly data: EnvelopeData
}

export interface EnvelopeData {
  readonly format: number
  /** Which referenced key: `service.key`. */
  readonly aggregate: string
  readonly event: 'created' | 'key-changed' | 'deleted'
  readonly key: KeyValues
  /** What the key became, with the version of its birth (none where a part of it became NULL). */
  readonly successor?: KeyValues
  readonly successorVersion?: string | null
  readonly predecessorVersion?: string | null
  /** Told after the fact, to settle what a statement with triggers of its own left behind; nothing is replayed for it. */
  readonly settles?: boolean
  readonly epoch: string
  /** Version at the key's insert. */
  readonly incarnation: string
  readonly version: string
  /** Version of the key's event before this one; 0 for none. What did not arrive is waited for. */
  readonly previous: string
  /** `counts`: events of the transaction by aggregate, so that whoever subscribes to some knows when it has all. */
  readonly transaction: { readonly id: string; readonly counts: Readonly<Record<string, number>> }
  /** The outermost statement, by its number in the transaction; the event's place among its events, from 1. */
  readonly statement: { readonly number: number; readonly place: number; readonly count: number }
}

/** What an envelope says, with numbers to compare. */
export interface KeyEvent {
  readonly envelope: Envelope
  readonly aggregate: string
  readonly event: EnvelopeData['event']
  readonly subject: string
  readonly epoch: bigint
  readonly incarnation: bigint
  readonly version: bigint
  readonly previous: bigint
  readonly statement: number
}

/** Reads an envelope from JSON. Throws on another format: a newer service must not be half understood. */
export function readEnvelope(value: unknown): KeyEvent {
  const envelope = value as Envelope
  const data = envelope?.data
  if (envelope?.specversion !== '1.0' || typeof data !== 'object')
    throw new Error('this is not an envelope of a key event')
  if (data.format !== envelopeFormat)
    throw new Error(`envelope ${envelope.id} has format ${data.format}, not ${envelopeFormat}`)
  return {
    envelope,
    aggregate: data.aggregate,
    event: data.event,
    subject: envelope.subject,
    epoch: BigInt(data.epoch),
    incarnation: BigInt(data.incarnation),
    version: BigInt(data.version),
    previous: BigInt(data.previous),
    statement: data.statement.number,
  }
}
