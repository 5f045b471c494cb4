import type { Envelope } from '../envelope.ts'
import { readEnvelope } from '../envelope.ts'

/** How a transport writes the attributes of a CloudEvent beside its data. */
export interface CloudEventsBinding {
  /** Before the name of each attribute. */
  readonly prefix: string
  /** Its headers hold printable ASCII only: what is not, and `%`, `"` and spaces, are percent-encoded. */
  readonly percentEncoded: boolean
}

/** The protocol bindings of CloudEvents 1.0. */
export const cloudEventsBindings = {
  http: { prefix: 'ce-', percentEncoded: true },
  nats: { prefix: 'ce-', percentEncoded: true },
  kafka: { prefix: 'ce_', percentEncoded: false },
  amqp: { prefix: 'cloudEvents_', percentEncoded: false },
} as const satisfies Readonly<Record<string, CloudEventsBinding>>

/** A message of any transport; the content type apart, as some have a place of its own for it. */
export interface CloudEventsMessage {
  readonly contentType: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: string
}

const structuredType = 'application/cloudevents+json'

/** The whole event as the body. */
export function toStructured(envelope: Envelope): CloudEventsMessage {
  return { contentType: structuredType, headers: {}, body: JSON.stringify(toWire(envelope)) }
}

/** The data as the body, all else as headers. */
export function toBinary(envelope: Envelope, { prefix, percentEncoded }: CloudEventsBinding): CloudEventsMessage {
  const { data, datacontenttype, ...attributes } = toWire(envelope)
  const headers = Object.entries(attributes).map(([name, value]) => [
    `${prefix}${name}`,
    percentEncoded ? encodeHeader(String(value)) : String(value),
  ])
  return { contentType: datacontenttype, headers: Object.fromEntries(headers), body: JSON.stringify(data) }
}

/** Reads either form. Throws where it is neither, or no event of a key. */
export function fromMessage(
  message: Omit<CloudEventsMessage, 'body'> & { readonly body: string | Uint8Array },
  binding: CloudEventsBinding,
): Envelope {
  const type = message.contentType.toLowerCase().split(';')[0]!.trim()
  const text = typeof message.body === 'string' ? message.body : new TextDecoder('utf-8', { fatal: true }).decode(message.body) // prettier-ignore
  const body: unknown = JSON.parse(text)
  if (type === structuredType) return fromWire(body)
  const attributes = readHeaders(message.headers, binding)
  if (type !== 'application/json' || attributes['specversion'] === undefined)
    throw new Error(`this is no CloudEvent: ${message.contentType}, without ${binding.prefix}specversion`)
  return fromWire({ ...attributes, datacontenttype: 'application/json', data: body })
}

function readHeaders(headers: CloudEventsMessage['headers'], binding: CloudEventsBinding): Record<string, string> {
  const prefix = binding.prefix.toLowerCase()
  const own = Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith(prefix))
  return Object.fromEntries(
    own.map(([name, value]) => [
      name.toLowerCase().slice(prefix.length),
      binding.percentEncoded ? decodeHeader(value) : value,
    ]),
  )
}

type Wire = Omit<Envelope, 'subject'> & { readonly subject?: string }

/** A source is a URI reference, and services can be called anything; no attribute is empty, and a key can be an empty text. */
function toWire({ subject, ...envelope }: Envelope): Wire {
  return { ...envelope, source: encodeURIComponent(envelope.source), ...(subject !== '' && { subject }) }
}

function fromWire(value: unknown): Envelope {
  const { envelope } = readEnvelope(value)
  return { ...envelope, source: decodeURIComponent(envelope.source), subject: envelope.subject ?? '' }
}

function encodeHeader(value: string): string {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]+/gu, (text) =>
    [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}

/** Others may send it as a quoted string. */
function decodeHeader(value: string): string {
  const plain = /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value
  return decodeURIComponent(plain)
}
