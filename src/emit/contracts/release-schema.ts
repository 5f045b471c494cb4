import { releaseUrn } from './contract-names.ts'
import { canonicalKey, sampleKey } from './event-examples.ts'
import { keySchema } from './event-schema.ts'
import { keyInWords } from './reference-words.ts'
import type { LetterKind } from './release-letters.ts'
import { letterKinds } from './release-letters.ts'
import type { DocumentedKey } from './service-contracts.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * The JSON Schema (2020-12) of what services say to each other about the release of one key; `$defs` has each kind of letter.
 * Fields may be added, as optional ones, and whoever reads leaves alone what it does not know.
 */
export function releaseSchema(key: DocumentedKey): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: releaseUrn(key.aggregate),
    title: `Letters about releases of ${keyInWords(key)}`,
    description: [
      `What ${key.service} and ${key.voters.join(', ')} say to each other before a key goes.`,
      'Any letter may be lost, come twice, and in any order: what was not answered is said again.',
    ].join(' '),
    oneOf: letterKinds.map(({ type }) => ({ $ref: `#/$defs/${type}` })),
    $defs: {
      ...Object.fromEntries(letterKinds.map((kind) => [kind.type, letterSchema(key, kind)])),
      refusal: refusalSchema,
      key: keySchema(key),
    },
    examples: letterKinds.flatMap((kind) => letterExamples(key, kind)),
  }
}

const text = (description: string): Schema => ({ type: 'string', description })

function letterSchema(key: DocumentedKey, kind: LetterKind): Schema {
  const more = moreOf[kind.type] ?? { required: [], properties: {} }
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
          id: text('The release, in one attempt; those that a cascade begins further down carry it too.'),
          key: text('The aggregate and the canonical key, as a JSON array.'),
          attempt: { type: 'integer', minimum: 1, description: 'Of two attempts for one key the later one has the greater. An older one is not heard.' }, // prettier-ignore
          from: { enum: from },
          to: { enum: to },
          ...more.properties,
        },
      },
      values: { $ref: '#/$defs/key' },
      epoch: { type: 'string', pattern: '^\\d{1,19}$', description: 'Of the service that owns the key.' },
    },
  }
}

const moreOf: Partial<Record<LetterKind['type'], { required: readonly string[]; properties: Schema }>> = {
  ask: {
    required: ['rank', 'version'],
    properties: {
      rank: text('The key that the whole release is about. Of two that cross, the smaller one goes first.'),
      version: { type: 'integer', minimum: 0, description: "The key's." },
    },
  },
  vote: {
    required: ['verdict', 'acts'],
    properties: {
      verdict: { enum: ['yes', 'no', 'busy'] },
      acts: { type: 'boolean', description: 'A yes that has an effect once it is decided.' },
      refusal: { $ref: '#/$defs/refusal' },
    },
  },
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

function letterExamples(key: DocumentedKey, { type, by }: LetterKind): Schema[] {
  const voter = key.voters[0]!
  const [from, to] = by === 'owner' ? [key.service, voter] : [voter, key.service]
  const name = JSON.stringify([key.aggregate, canonicalKey(key)])
  const letter = (more: Schema): Schema => ({
    format: 1,
    message: { type, id: `${key.service} 7.1`, key: name, attempt: 4294967303, from, to, ...more },
    values: sampleKey(key, 0),
    epoch: '1',
  })
  if (type === 'ask') return [letter({ rank: name, version: 41 })]
  if (type !== 'vote') return [letter({})]
  const { constraint, referencing } = key.replaces.find((each) => each.referencing.service === voter)!
  const relation = `${referencing.schema}.${referencing.relation}`
  const message = `a row of ${relation} names it`
  const refusal = { kind: 'refused', service: voter, sqlstate: '23503', constraint, relation, message }
  return [letter({ verdict: 'yes', acts: false }), letter({ verdict: 'no', acts: false, refusal })]
}
