import { releaseUrn } from './contract-names.ts'
import { canonicalKey, sampleKey } from './event-examples.ts'
import { canBeShown, keySchema } from './event-schema.ts'
import { constraintInWords, keyInWords, voteInWords } from './reference-words.ts'
import type { LetterKind } from './release-letters.ts'
import { letterKindsOn } from './release-letters.ts'
import type { VotedKey } from './service-contracts.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema (2020-12) of what services say to each other about the release of one key, or its change; `$defs` has each kind of letter.
 * Fields may be added, as optional ones, and whoever reads leaves alone what it does not know.
 */
export function releaseSchema(key: VotedKey): Schema {
  const { subject, happens } = meant[key.on]
  const kinds = letterKindsOn(key.on)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: releaseUrn(key.letters),
    title: `Letters about ${subject} of ${keyInWords(key)}`,
    description: [
      `What ${key.service} and ${key.voters.join(', ')} say to each other before a key ${happens}. Any letter may be lost, come twice, and in any order: what was not answered is said again. They stand for`,
      ...key.asked.map((reference) => `- ${constraintInWords(reference)}. ${voteInWords(reference, key.on)}`),
    ].join('\n'),
    oneOf: kinds.map(({ type }) => ({ $ref: `#/$defs/${type}` })),
    $defs: {
      ...Object.fromEntries(kinds.map((kind) => [kind.type, letterSchema(key, kind)])),
      refusal: refusalSchema,
      ...(key.on === 'delete' ? { key: keySchema(key) } : { change: changeSchema(key) }),
    },
    ...(canBeShown(key) && { examples: kinds.flatMap((kind) => letterExamples(key, kind)) }),
  }
}

const meant = {
  delete: {
    subject: 'releases',
    happens: 'goes',
    id: 'The release, in one attempt; those that a cascade begins further down carry it too.',
    version: "The key's.",
    values: 'key',
  },
  update: {
    subject: 'changes',
    happens: 'becomes another',
    id: 'The change, in one attempt.',
    version: "The old key's.",
    values: 'change',
  },
} as const

const text = (description: string): Schema => ({ type: 'string', description })

function letterSchema(key: VotedKey, kind: LetterKind): Schema {
  const { id, values } = meant[key.on]
  const more = moreOf(key, kind)
  const [from, to] = kind.by === 'owner' ? [[key.service], key.voters] : [key.voters, [key.service]]
  return {
    title: kind.type,
    description: kind.says,
    type: 'object',
    required: ['format', 'message', 'values', 'epoch'],
    properties: {
      format: { const: 1 },
      message: {
        type: 'object',
        required: ['type', 'id', 'key', 'attempt', 'from', 'to', ...more.required],
        properties: {
          type: { const: kind.type },
          id: text(id),
          key: text('The aggregate and the canonical key, as a JSON array.'),
          attempt: { type: 'integer', minimum: 1, description: 'Of two attempts for one key the later one has the greater. An older one is not heard.' }, // prettier-ignore
          from: { enum: from },
          to: { enum: to },
          ...more.properties,
        },
      },
      values: { $ref: `#/$defs/${values}` },
      epoch: { type: 'string', pattern: '^\\d{1,19}$', description: 'Of the service that owns the key.' },
    },
  }
}

/** What only some kinds of letters have. */
function moreOf({ on }: VotedKey, { type }: LetterKind): { required: readonly string[]; properties: Schema } {
  switch (type) {
    case 'ask':
      return {
        required: ['rank', 'version'],
        properties: {
          rank: text('The key that the whole release is about. Of two that cross, the smaller one goes first.'),
          version: { type: 'integer', minimum: 0, description: meant[on].version },
        },
      }
    case 'vote':
      return {
        required: ['verdict', 'acts'],
        properties: {
          verdict: { enum: ['yes', 'no', 'busy'] },
          acts: { type: 'boolean', description: 'A yes that has an effect once it is decided.' },
          refusal: { $ref: '#/$defs/refusal' },
        },
      }
    default:
      return { required: [], properties: {} }
  }
}

/** The columns of the old key and of the new one, neither with a NULL, and the version of the latter. */
function changeSchema(key: VotedKey): Schema {
  const columns = (['old', 'new'] as const).flatMap((which) =>
    key.columns.map(({ name, type, value }) => [`${which} ${name}`, { ...value, description: type }] as const),
  )
  return {
    description: `The columns of ${keyInWords(key)}, of the old key and of the new one; integers of at most 32 bits and booleans as such, all else as PostgreSQL's text.`,
    type: 'object',
    required: [...columns.map(([name]) => name), 'version'],
    properties: {
      ...Object.fromEntries(columns),
      version: {
        type: 'string',
        pattern: '^\\d{1,19}$',
        description:
          'Of the last that was told of the new key, which has to be known first; 0 where there never was one.',
      },
    },
  }
}

const refusalSchema: Schema = {
  description: 'Who refuses, in the words in which PostgreSQL refused.',
  type: 'object',
  required: ['kind', 'service', 'message'],
  properties: {
    kind: { enum: ['refused', 'busy', 'timeout'] },
    service: { type: 'string' },
    sqlstate: { type: 'string', pattern: '^[0-9A-Z]{5}$' },
    constraint: { type: 'string' },
    relation: { type: 'string' },
    message: { type: 'string' },
    detail: { type: 'string' },
  },
}

function letterExamples(key: VotedKey, { type, by }: LetterKind): Schema[] {
  const voter = key.voters[0]!
  const [from, to] = by === 'owner' ? [key.service, voter] : [voter, key.service]
  const name = JSON.stringify([key.letters, canonicalKey(key)])
  const letter = (more: Schema): Schema => ({
    format: 1,
    message: { type, id: `${key.service} 7.1`, key: name, attempt: 4294967303, from, to, ...more },
    values: sampleValues(key),
    epoch: '1',
  })
  if (type === 'ask') return [letter({ rank: name, version: 41 })]
  if (type !== 'vote') return [letter({})]
  const { constraint, referencing } = key.asked.find((each) => each.referencing.service === voter)!
  const relation = `${referencing.schema}.${referencing.relation}`
  const message = `a row of ${relation} names it`
  const refusal = { kind: 'refused', service: voter, sqlstate: '23503', constraint, relation, message }
  return [letter({ verdict: 'yes', acts: false }), letter({ verdict: 'no', acts: false, refusal })]
}

function sampleValues(key: VotedKey): Schema {
  if (key.on === 'delete') return sampleKey(key, 0)
  const named = (which: 'old' | 'new', values: Schema) =>
    Object.entries(values).map(([name, value]) => [`${which} ${name}`, value] as const)
  return Object.fromEntries([...named('old', sampleKey(key, 0)), ...named('new', sampleKey(key, 1)), ['version', '0']])
}
