type Node = Readonly<Record<string, unknown>>

const counter = (description: string): Node => ({ type: 'string', pattern: '^\\d{1,19}$', description })
const epoch = counter('Rises when the database was restored.')
const mark = counter('Everything that happened up to this version is in the answer.')
const incarnation = counter("The version at the key's insert.")
const version = counter('The version of what happened to the key last.')
const closing = { const: true, description: 'It is about to go: new references to it are refused.' }

/** What is said of keys; decimal strings are numbers that count up for ever. */
export const answerSchemas: Readonly<Record<string, Node>> = {
  KeyAnswer: {
    description: 'Whether a key exists. With a version and not existing: it was there, and is gone.',
    type: 'object',
    required: ['exists'],
    properties: { exists: { type: 'boolean' }, incarnation, version, closing },
  },
  KeyAnswers: {
    description: 'Answers about several keys, as of one moment, in the order of the question.',
    type: 'object',
    required: ['epoch', 'mark', 'keys'],
    properties: { epoch, mark, keys: { type: 'array', items: { $ref: '#/components/schemas/KeyAnswer' } } },
  },
  KeyFacts: {
    description: 'A key that exists.',
    type: 'object',
    required: ['epoch', 'mark', 'exists', 'incarnation', 'version'],
    properties: { epoch, mark, exists: { const: true }, incarnation, version },
  },
  Problem: {
    description:
      'Problem details (RFC 9457). From sqlstate to table it is what PostgreSQL says of a violated foreign key.',
    type: 'object',
    required: ['type', 'title', 'status'],
    properties: {
      type: { type: 'string', format: 'uri', description: 'Ends in the name of the problem.' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      sqlstate: { type: 'string', pattern: '^[0-9A-Z]{5}$' },
      constraint: { type: 'string' },
      table: { type: 'string' },
      keys: { type: 'array', items: { type: 'integer', minimum: 0 }, description: 'Places in the question, from 0.' },
    },
  },
}

function problem(description: string, headers?: Node): Node {
  return {
    description,
    ...(headers !== undefined && { headers }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
}

const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before asking again.', schema: { type: 'integer' } },
}

export const problemResponses: Readonly<Record<string, Node>> = {
  Malformed: problem('The request cannot be read, or a key is none of its type: `keys` says which.'),
  Unauthorized: problem('Who asks is not known.', {
    'WWW-Authenticate': { description: 'How to say it.', schema: { type: 'string' } },
  }),
  Forbidden: problem('Who asks may not know.'),
  NoSuchKey: problem('The key never existed; in the words of the constraint that it stands for.'),
  UnknownRelation: problem('No such key is answered for here.'),
  SlowRequest: problem('The request took too long to arrive.'),
  KeyGone: problem('The key existed, and is gone; in the words of the constraint that it stands for.'),
  TooLarge: problem('The body is too large, a key too long, or there are too many keys.'),
  KeyTooLong: problem('The key is too long.'),
  UnsupportedContent: problem('The content is not JSON in UTF-8.'),
  InternalError: problem('The service failed.'),
  Unavailable: problem('The service cannot answer now, or the key is about to go and nobody can tell yet.', retryAfter),
}
