import { CloudEvent, HTTP, Kafka } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Envelope } from '../envelope.ts'
import { cloudEventsBindings, fromMessage, toBinary, toStructured } from './cloud-events.ts'

const envelope: Envelope = {
  specversion: '1.0',
  id: '3f0c7a9e-1b2d-4c5e-8f60-718293a4b5c6',
  source: 'people',
  type: 'people.person_id.created',
  subject: '9007199254740993',
  time: '2024-02-29T12:00:00.123Z',
  datacontenttype: 'application/json',
  partitionkey: 'people.person_id:9007199254740993',
  sequence: '00000000000000000041',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  data: {
    format: 1,
    aggregate: 'people.person_id',
    event: 'created',
    key: { id: '9007199254740993' },
    epoch: '1',
    incarnation: '41',
    version: '41',
    previous: '0',
    transaction: { id: '742', counts: { 'people.person_id': 1 } },
    statement: { number: 1, place: 1, count: 1 },
  },
}

/** With the texts that keys and services may have. */
const any = fc.record({ source: fc.string({ unit: 'grapheme', minLength: 1 }), subject: fc.string({ unit: 'grapheme' }) }) // prettier-ignore

describe.each(Object.entries(cloudEventsBindings))('%s', (_, binding) => {
  test('what is written is read again, in both forms, whatever the names and keys are', () => {
    fc.assert(
      fc.property(any, (texts) => {
        const one: Envelope = { ...envelope, ...texts, type: `${texts.source}.person_id.created` }
        expect(fromMessage(toStructured(one), binding)).toEqual(one)
        const binary = toBinary(one, binding)
        expect(fromMessage(binary, binding)).toEqual(one)
        expect(fromMessage({ ...binary, body: new TextEncoder().encode(binary.body) }, binding)).toEqual(one)
        const plain = Object.values(binary.headers).every((value) => /^[\x21-\x7e]+$/.test(value))
        expect(plain || !binding.percentEncoded).toBe(true)
      }),
    )
  })

  test('attributes are headers of the prefix, the data is the body', () => {
    const { headers, body, contentType } = toBinary(envelope, binding)
    expect(headers[`${binding.prefix}subject`]).toBe('9007199254740993')
    expect(Object.keys(headers).filter((name) => !name.startsWith(binding.prefix))).toEqual([])
    expect(contentType).toBe('application/json')
    expect(JSON.parse(body)).toEqual(envelope.data)
  })

  test('what is no CloudEvent, or none of a key, is told', () => {
    const { headers } = toBinary(envelope, binding)
    const read = (contentType: string, body: unknown, more = headers) => () => fromMessage({ contentType, headers: more, body: JSON.stringify(body) }, binding) // prettier-ignore
    expect(read('application/json', envelope.data, {})).toThrow(/no CloudEvent/)
    expect(read('text/plain', envelope.data)).toThrow(/no CloudEvent/)
    expect(read('application/cloudevents-batch+json', [envelope])).toThrow(/no CloudEvent/)
    expect(read('application/cloudevents+json', { ...envelope, specversion: '0.3' })).toThrow(/not an envelope/)
    expect(read('application/json', { ...envelope.data, format: 2 })).toThrow(/format 2/)
  })
})

test('headers of HTTP are told apart by no case, and may be quoted', () => {
  const { headers, ...message } = toBinary(envelope, cloudEventsBindings.http)
  const other = Object.entries(headers).map(([name, value]) => [name.toUpperCase(), `"${value}"`])
  expect(fromMessage({ ...message, headers: Object.fromEntries(other) }, cloudEventsBindings.http)).toEqual(envelope)
})

describe('the CloudEvents SDK', () => {
  const { http, kafka } = cloudEventsBindings
  const sdk = (event: unknown) => JSON.parse(JSON.stringify(event)) as Envelope

  test('reads what we send over HTTP, in both forms', () => {
    for (const { contentType, headers, body } of [toStructured(envelope), toBinary(envelope, http)]) {
      const event = HTTP.toEvent({ headers: { 'content-type': contentType, ...headers }, body }) as CloudEvent
      expect(event.validate()).toBe(true)
      expect(sdk(event)).toEqual(envelope)
    }
  })

  test('reads what we send over Kafka, in both forms', () => {
    for (const { contentType, headers, body } of [toStructured(envelope), toBinary(envelope, kafka)]) {
      const message = { headers: { 'content-type': contentType, ...headers }, key: envelope.partitionkey, value: body, body, timestamp: undefined } // prettier-ignore
      const event = Kafka.toEvent(message as never) as CloudEvent
      expect(event.validate()).toBe(true)
      expect(sdk(event)).toEqual(envelope)
    }
  })

  test('is read by us, in both forms', () => {
    const event = new CloudEvent(envelope as never)
    for (const { headers, body } of [HTTP.structured(event), HTTP.binary(event)]) {
      const { 'content-type': contentType, ...rest } = headers as Record<string, string>
      expect(fromMessage({ contentType: contentType!, headers: rest, body: body as string }, http)).toEqual(envelope)
    }
    for (const { headers, value } of [Kafka.structured(event), Kafka.binary(event)] as {
      headers: Record<string, string>
      value: unknown
    }[]) {
      const { 'content-type': contentType, ...rest } = headers
      const body = typeof value === 'string' ? value : JSON.stringify(value)
      expect(fromMessage({ contentType: contentType!, headers: rest, body }, kafka)).toEqual(envelope)
    }
  })

  test('takes the source of a service of any name for the URI reference that it must be', () => {
    const odd = { ...envelope, source: 'it\'s "ünï"/.. #1' }
    const { contentType, body } = toStructured(odd)
    const event = HTTP.toEvent({ headers: { 'content-type': contentType }, body }) as CloudEvent
    expect(event.validate()).toBe(true)
    expect(decodeURIComponent(event.source)).toBe(odd.source)
  })
})
