import { keyEvents, eventOf } from '../../plan/contracts/key-contract.ts'
import { dataSchemaUri, eventUrn } from './contract-names.ts'
import { eventExamples } from './event-examples.ts'
import { actionInWords, constraintInWords, keyInWords } from './reference-words.ts'
import type { DocumentedKey } from './service-contracts.ts'

type Schema = Readonly<Record<string, unknown>>

const counter: Schema = { type: 'string', pattern: '^\\d{1,19}$' }
const count: Schema = { type: 'integer', minimum: 1 }

/**
 * The JSON Schema (2020-12) of one event, in CloudEvents' structured form; `data` alone is what travels in the binary one.
 * Fields may be added, as optional ones, and whoever reads leaves alone what it does not know; anything else is a new type.
 */
export function eventSchema(key: DocumentedKey, type: string): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: eventUrn(type),
    title: type,
    description: describeEvent(key, type),
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'partitionkey', 'sequence', 'data'], // prettier-ignore
    properties: {
      specversion: { const: '1.0' },
      id: { type: 'string', format: 'uuid', description: 'With the source it tells repeats.' },
      source: { const: encodeURIComponent(key.service), description: 'The service that owns the key.' },
      type: { const: type },
      subject: {
        type: 'string',
        minLength: 1,
        description: 'The canonical key, equal exactly for equal keys; left out where it is the empty text.',
      },
      time: { type: 'string', format: 'date-time', description: 'When the transaction began.' },
      datacontenttype: { const: 'application/json' },
      dataschema: { const: dataSchemaUri(type), description: 'The schema of the data: the part of this one.' },
      partitionkey: { type: 'string', description: 'Events of one key are kept in order by it.' },
      sequence: { type: 'string', pattern: '^\\d{20}$', description: 'The version, so that it sorts as text.' },
      traceparent: { type: 'string', description: 'Of W3C Trace Context.' },
      data: { $ref: '#/$defs/data' },
    },
    $defs: { data: dataSchema(key, type), key: keySchema(key) },
    ...(canBeShown(key) && { examples: eventExamples(key, type) }),
  }
}

/** What happened, and what it means to every reference that it stands for. */
export function describeEvent(key: DocumentedKey, type: string): string {
  const name = keyInWords(key)
  const lines = key.replaces.map((reference) => `- ${constraintInWords(reference)}`)
  switch (eventOf(type)) {
    case 'created':
      return [`A key of ${name} was made: rows may refer to it from now on. It stands for`, ...lines].join('\n')
    case 'key-changed':
      return [
        `A key of ${name} became another, its successor. It stands for`,
        ...key.replaces.map((reference, at) => `${lines[at]}. ${actionInWords(reference, 'update')}`),
      ].join('\n')
    case 'deleted':
      return [
        `A key of ${name} is gone. It stands for`,
        ...key.replaces.map((reference, at) => `${lines[at]}. ${actionInWords(reference, 'delete')}`),
      ].join('\n')
  }
}

/** Exactly the key's columns, each as its type is written in JSON. */
export function keySchema(key: DocumentedKey): Schema {
  return {
    description: `The columns of ${keyInWords(key)}; integers of at most 32 bits and booleans as such, all else as PostgreSQL's text.`,
    type: 'object',
    required: key.columns.map(({ name }) => name),
    ...byColumn(key.columns.map(({ name, type, value }) => [name, { ...value, description: type }])),
  }
}

function dataSchema(key: DocumentedKey, type: string): Schema {
  const event = eventOf(type)
  const changed = event === 'key-changed'
  const canChange = key.events.length === keyEvents.length
  return {
    type: 'object',
    required: ['format', 'aggregate', 'event', 'key', ...(changed ? ['successor'] : []), 'epoch', 'incarnation', 'version', 'previous', 'transaction', 'statement'], // prettier-ignore
    properties: {
      format: { const: 1 },
      aggregate: { const: key.aggregate },
      event: { const: event },
      key: { $ref: '#/$defs/key' },
      ...(changed && {
        successor: successorSchema(key),
        successorVersion: { ...counter, description: 'Of its birth; none where a part of it became NULL.' },
      }),
      ...(event === 'created' &&
        canChange && {
          predecessorVersion: { ...counter, description: 'It is the other half of the change of another key.' },
        }),
      settles: { type: 'boolean', description: 'Only versions are put right; nothing is repeated for it.' },
      epoch: { ...counter, description: 'Rises when the database was restored.' },
      incarnation: { ...counter, description: "The version at the key's insert." },
      version: { ...counter, description: 'Of two events about one key the later one has the greater.' },
      previous: { ...counter, description: 'The version of the event before it, which is waited for; 0 for none.' },
      transaction: {
        description: 'It is applied as a whole: counts tells how many events of each key there are.',
        type: 'object',
        required: ['id', 'counts'],
        properties: { id: { type: 'string' }, counts: { type: 'object', additionalProperties: count } },
      },
      statement: {
        description: 'The outermost statement, by its number in the transaction, and the place of the event within it.',
        type: 'object',
        required: ['number', 'place', 'count'],
        properties: { number: { type: 'integer' }, place: count, count },
      },
    },
  }
}

/** As the key, but a part of it may have become NULL. */
function successorSchema(key: DocumentedKey): Schema {
  return {
    description: 'What the key became.',
    type: 'object',
    required: key.columns.map(({ name }) => name),
    ...byColumn(
      key.columns.map(({ name, type, value }) => [name, { anyOf: [value, { type: 'null' }], description: type }]),
    ),
  }
}

/** The official parser of AsyncAPI fails at an example with a property of that name. */
export function canBeShown({ columns }: DocumentedKey): boolean {
  return columns.every(({ name }) => name !== '__proto__')
}

/** What an object has of each column. Validators pass over a property of this name; a pattern they take as any other. */
function byColumn(schemas: readonly (readonly [column: string, schema: Schema])[]): Schema {
  const swallowed = schemas.filter(([column]) => column === '__proto__').map(([, schema]) => schema)
  return {
    properties: Object.fromEntries(schemas.filter(([column]) => column !== '__proto__')),
    ...(swallowed.length > 0 && { patternProperties: { '^__proto__$': swallowed[0] } }),
  }
}
