import type { Conversations, Node } from './conversations.ts'
import { reference } from './conversations.ts'
import { portableAggregate, portableType, schemaFile } from './contract-names.ts'
import { describeEvent } from './event-schema.ts'
import { actionInWords, constraintInWords, keyInWords } from './reference-words.ts'
import { releaseConversations } from './release-conversations.ts'
import type { DocumentedKey, ServiceContracts } from './service-contracts.ts'

/** The AsyncAPI 3 document of one service: what it sends and what it receives, seen from it. */
export function asyncApiDocument(service: ServiceContracts): Node {
  const conversations = [keyEventConversations(service), releaseConversations(service)]
  const all = (part: keyof Conversations): Node => Object.assign({}, ...conversations.map((each) => each[part])) as Node
  return {
    asyncapi: '3.0.0',
    info: {
      title: `Events of ${service.service}`,
      version: '1',
      description: [
        'What this service and others tell each other in the place of foreign keys between them.',
        'Fields are only added, as optional ones: leave alone what you do not know. Anything else is a new type.',
        'Events are CloudEvents 1.0 and come at least once; those of one key in their order.',
        ...(service.releases.length + service.votes.length > 0
          ? [
              'Letters about the release or the change of a key may be lost, come twice, and in any order: what is not answered is said again.',
            ]
          : []),
      ].join(' '),
    },
    defaultContentType: 'application/cloudevents+json',
    channels: all('channels'),
    operations: all('operations'),
    components: { messages: all('messages') },
  }
}

/** Events of referenced keys: one channel a key, so that they keep their order. */
function keyEventConversations({ service, sends, receives }: ServiceContracts): Conversations {
  const keys = [...sends, ...receives]
  const each = <Value>(entry: (key: DocumentedKey) => readonly (readonly [string, Value])[]) => Object.fromEntries(keys.flatMap(entry)) // prettier-ignore
  return {
    channels: each((key) => [[portableAggregate(key), channel(key)]]),
    operations: {
      ...Object.fromEntries(sends.map((key) => [`send.${portableAggregate(key)}`, operation(key, 'send', describeSending(key))])), // prettier-ignore
      ...Object.fromEntries(receives.map((key) => [`receive.${portableAggregate(key)}`, operation(key, 'receive', describeReceiving(key, service))])), // prettier-ignore
    },
    messages: each((key) => key.events.map((type) => [portableType(key, type), message(key, type)] as const)),
  }
}

function channel(key: DocumentedKey): Node {
  const messages = key.events.map((type) => portableType(key, type))
  return {
    address: portableAggregate(key),
    title: keyInWords(key),
    description: `What becomes of the keys ${keyInWords(key)} of service ${key.service}.`,
    messages: Object.fromEntries(messages.map((name) => [name, reference('components', 'messages', name)])),
  }
}

function operation(key: DocumentedKey, action: 'send' | 'receive', description: string): Node {
  const name = portableAggregate(key)
  const messages = key.events.map((type) => reference('channels', name, 'messages', portableType(key, type)))
  return { action, channel: reference('channels', name), title: keyInWords(key), description, messages }
}

function describeSending({ receivers, replaces }: DocumentedKey): string {
  return [`Told to ${receivers.join(', ')}, in the place of`, ...replaces.map((each) => `- ${constraintInWords(each)}`)].join('\n') // prettier-ignore
}

/** Of its own constraints alone. */
function describeReceiving({ service: owner, replaces, events }: DocumentedKey, service: string): string {
  const own = replaces.filter(({ referencing }) => referencing.service === service)
  const canChange = events.some((type) => type.endsWith('.key-changed'))
  return [
    `Told by ${owner}, in the place of`,
    ...own.map(
      (each) =>
      [`- ${constraintInWords(each)}.`, actionInWords(each, 'delete'), ...(canChange ? [actionInWords(each, 'update')] : [])].join(' '), // prettier-ignore
    ),
  ].join('\n')
}

function message(key: DocumentedKey, type: string): Node {
  return {
    name: type,
    title: type,
    description: describeEvent(key, type),
    contentType: 'application/cloudevents+json',
    payload: {
      schemaFormat: 'application/schema+json;version=draft-2020-12',
      schema: { $ref: `./events/${schemaFile(portableType(key, type))}` },
    },
    bindings: {
      kafka: {
        bindingVersion: '0.5.0',
        key: { type: 'string', description: "The event's partitionkey: events of one key stay in order." },
      },
    },
  }
}
