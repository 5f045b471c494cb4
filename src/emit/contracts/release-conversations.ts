import { releaseChannel, releaseFile } from './contract-names.ts'
import type { Conversations, Node } from './conversations.ts'
import { reference } from './conversations.ts'
import { constraintInWords, keyInWords, voteInWords } from './reference-words.ts'
import type { LetterKind } from './release-letters.ts'
import { exchangesOn, letterKindsOn } from './release-letters.ts'
import type { ServiceContracts, VotedKey } from './service-contracts.ts'

/** Releases and changes of referenced keys: what the owner says to those who vote, and what they answer. */
export function releaseConversations({ service, releases, votes }: ServiceContracts): Conversations {
  const keys = [...releases, ...votes]
  const entries = (each: (key: VotedKey) => readonly (readonly [string, Node])[]): Node =>
    Object.fromEntries(keys.flatMap(each))
  return {
    channels: entries((key) => [
      [releaseChannel(key), channel(key, 'owner')],
      [answersOf(key), channel(key, 'voter')],
    ]),
    operations: {
      ...Object.fromEntries(releases.flatMap((key) => operations(key, 'send', describeOwn(key)))),
      ...Object.fromEntries(votes.flatMap((key) => operations(key, 'receive', describeVoting(key, service)))),
    },
    messages: entries((key) =>
      letterKindsOn(key.on).map((kind) => [messageOf(key, kind), message(key, kind)] as const),
    ),
  }
}

const answersOf = (key: VotedKey) => `${releaseChannel(key)}-answers`
const messageOf = (key: VotedKey, { type }: LetterKind) => `${releaseChannel(key)}.${type}`
const meant = {
  delete: { title: 'Releases', subject: 'releases', happens: 'goes' },
  update: { title: 'Changes', subject: 'changes', happens: 'becomes another' },
}

function channel(key: VotedKey, by: LetterKind['by']): Node {
  const name = keyInWords(key)
  const kinds = letterKindsOn(key.on).filter((kind) => kind.by === by)
  const { title, subject, happens } = meant[key.on]
  return {
    address: by === 'owner' ? releaseChannel(key) : answersOf(key),
    title: by === 'owner' ? `${title} of ${name}` : `Answers about ${subject} of ${name}`,
    description:
      by === 'owner'
        ? `What ${key.service} says to ${key.voters.join(', ')} before a key of ${name} ${happens}.`
        : `What ${key.voters.join(', ')} answer${key.voters.length === 1 ? 's' : ''}.`,
    messages: Object.fromEntries(
      kinds.map((kind) => [messageOf(key, kind), reference('components', 'messages', messageOf(key, kind))]),
    ),
  }
}

function operations(key: VotedKey, action: 'send' | 'receive', description: string): [string, Node][] {
  return exchangesOn(key.on).map(({ said, answer }) => [
    `${action}.${messageOf(key, said)}`,
    {
      action,
      channel: reference('channels', releaseChannel(key)),
      title: said.says,
      description,
      messages: [reference('channels', releaseChannel(key), 'messages', messageOf(key, said))],
      reply: {
        channel: reference('channels', answersOf(key)),
        messages: [reference('channels', answersOf(key), 'messages', messageOf(key, answer))],
      },
    },
  ])
}

function describeOwn({ voters, asked }: VotedKey): string {
  return [`Said to ${voters.join(', ')}, in the place of`, ...asked.map((each) => `- ${constraintInWords(each)}`)].join(
    '\n',
  )
}

/** Of its own constraints alone. */
function describeVoting({ on, service: owner, replaces }: VotedKey, service: string): string {
  const own = replaces.filter(({ referencing }) => referencing.service === service)
  return [
    `Said by ${owner}, in the place of`,
    ...own.map((each) => `- ${constraintInWords(each)}. ${voteInWords(each, on)}`),
  ].join('\n')
}

function message(key: VotedKey, kind: LetterKind): Node {
  const schema = `./releases/${releaseFile(key)}`
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
