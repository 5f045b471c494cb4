import { portableAggregate, schemaFile } from './contract-names.ts'
import type { Conversations, Node } from './conversations.ts'
import { reference } from './conversations.ts'
import { constraintInWords, keyInWords, voteInWords } from './reference-words.ts'
import type { LetterKind } from './release-letters.ts'
import { exchanges, letterKinds } from './release-letters.ts'
import type { DocumentedKey, ServiceContracts } from './service-contracts.ts'

/** Releases of referenced keys: what the owner says to those who vote, and what they answer. */
export function releaseConversations({ service, releases, votes }: ServiceContracts): Conversations {
  const keys = [...releases, ...votes]
  const entries = (each: (key: DocumentedKey) => readonly (readonly [string, Node])[]): Node =>
    Object.fromEntries(keys.flatMap(each))
  return {
    channels: entries((key) => [
      [asksOf(key), channel(key, 'owner')],
      [answersOf(key), channel(key, 'voter')],
    ]),
    operations: {
      ...Object.fromEntries(releases.flatMap((key) => operations(key, 'send', describeOwn(key)))),
      ...Object.fromEntries(votes.flatMap((key) => operations(key, 'receive', describeVoting(key, service)))),
    },
    messages: entries((key) => letterKinds.map((kind) => [messageOf(key, kind), message(key, kind)] as const)),
  }
}

const asksOf = (key: DocumentedKey) => `${portableAggregate(key)}.release`
const answersOf = (key: DocumentedKey) => `${portableAggregate(key)}.release-answers`
const messageOf = (key: DocumentedKey, { type }: LetterKind) => `${asksOf(key)}.${type}`

function channel(key: DocumentedKey, by: LetterKind['by']): Node {
  const name = keyInWords(key)
  const kinds = letterKinds.filter((kind) => kind.by === by)
  return {
    address: by === 'owner' ? asksOf(key) : answersOf(key),
    title: by === 'owner' ? `Releases of ${name}` : `Answers about releases of ${name}`,
    description:
      by === 'owner'
        ? `What ${key.service} says to ${key.voters.join(', ')} before a key of ${name} goes.`
        : `What ${key.voters.join(', ')} answer${key.voters.length === 1 ? 's' : ''}.`,
    messages: Object.fromEntries(
      kinds.map((kind) => [messageOf(key, kind), reference('components', 'messages', messageOf(key, kind))]),
    ),
  }
}

function operations(key: DocumentedKey, action: 'send' | 'receive', description: string): [string, Node][] {
  return exchanges.map(({ said, answer }) => [
    `${action}.${messageOf(key, said)}`,
    {
      action,
      channel: reference('channels', asksOf(key)),
      title: said.says,
      description,
      messages: [reference('channels', asksOf(key), 'messages', messageOf(key, said))],
      reply: {
        channel: reference('channels', answersOf(key)),
        messages: [reference('channels', answersOf(key), 'messages', messageOf(key, answer))],
      },
    },
  ])
}

function describeOwn({ voters, replaces }: DocumentedKey): string {
  const asked = replaces.filter(({ delete: reaction }) => reaction?.reaction === 'saga')
  return [`Said to ${voters.join(', ')}, in the place of`, ...asked.map((each) => `- ${constraintInWords(each)}`)].join(
    '\n',
  )
}

/** Of its own constraints alone. */
function describeVoting({ service: owner, replaces }: DocumentedKey, service: string): string {
  const own = replaces.filter(({ referencing }) => referencing.service === service)
  return [
    `Said by ${owner}, in the place of`,
    ...own.map((each) => `- ${constraintInWords(each)}. ${voteInWords(each)}`),
  ].join('\n')
}

function message(key: DocumentedKey, kind: LetterKind): Node {
  const schema = `./releases/${schemaFile(portableAggregate(key))}`
  return {
    name: kind.type,
    title: `${kind.type}, about ${keyInWords(key)}`,
    summary: kind.says,
    contentType: 'application/json',
    payload: {
      schemaFormat: 'application/schema+json;version=draft-2020-12',
      schema: { $ref: `${schema}#/$defs/${kind.type}` },
    },
  }
}
