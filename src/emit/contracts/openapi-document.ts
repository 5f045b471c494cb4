import { pascalCase } from './contract-names.ts'
import { sampleKey } from './event-examples.ts'
import { keySchema } from './event-schema.ts'
import { answerSchemas, problemResponses } from './openapi-components.ts'
import { constraintInWords, keyInWords } from './reference-words.ts'
import { sampleValue } from './sample-value.ts'
import type { DocumentedKey, ServiceContracts } from './service-contracts.ts'

type Node = Readonly<Record<string, unknown>>

/** The OpenAPI 3.1 document of a service's existence API: which of its keys there are. */
export function openApiDocument({ service, answers }: ServiceContracts): Node {
  return {
    openapi: '3.1.0',
    info: {
      title: `Keys of ${service}`,
      version: '1',
      description: [
        `Which keys of ${service} exist, for services that refer to them.`,
        'It answers as the service, from its key register, and changes nothing.',
        'What is refused is told in problem details (RFC 9457).',
      ].join(' '),
    },
    servers: [{ url: '/', description: 'Wherever the service mounts it.' }],
    security: [{ bearer: [] }],
    paths: Object.fromEntries(answers.flatMap(keyPaths)),
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: {
        ...Object.fromEntries(answers.map((key) => [componentOf(key), { ...keySchema(key), additionalProperties: false }])), // prettier-ignore
        ...answerSchemas,
      },
      responses: problemResponses,
    },
  }
}

/** Unique among the keys of one service, as keys' names are. */
function componentOf({ key }: DocumentedKey): string {
  return `Key.${key}`
}

function keyPaths(key: DocumentedKey): [string, Node][] {
  const base = `/keys/${encodeURIComponent(key.aggregate)}`
  return [
    [`${base}/{key}`, onePath(key)],
    [`${base}:check`, { post: manyOperation(key) }],
  ]
}

function describeKey(key: DocumentedKey): string {
  return ['It stands for', ...key.replaces.map((reference) => `- ${constraintInWords(reference)}`)].join('\n')
}

function onePath(key: DocumentedKey): Node {
  const { columns } = key
  const texts = columns.map((column) => String(sampleValue(column, 0)))
  const several = `The texts of ${columns.map(({ name }) => name).join(', ')}, as a JSON array.`
  const constraints = key.replaces.filter(({ implied }) => !implied).map(({ constraint }) => constraint)
  const operation = (method: 'get' | 'head', summary: string): Node => ({
    operationId: `${method}${pascalCase(key.key)}`,
    summary,
    description: describeKey(key),
    responses: {
      200: {
        description: 'The key exists.',
        ...(method === 'get' && { content: { 'application/json': { schema: schemaOf('KeyFacts') } } }),
      },
      ...refer(404, 'NoSuchKey'),
      ...refer(410, 'KeyGone'),
      ...refer(414, 'KeyTooLong'),
      ...refer(400, 'Malformed'),
      ...commonProblems,
    },
  })
  return {
    parameters: [
      {
        name: 'key',
        in: 'path',
        required: true,
        description: columns.length === 1 ? `${columns[0]!.name}, as a text.` : several,
        schema: columns.length === 1 ? columns[0]!.value : { type: 'string' },
        example: columns.length === 1 ? sampleValue(columns[0]!, 0) : JSON.stringify(texts),
      },
      {
        name: 'constraint',
        in: 'query',
        required: false,
        description: 'In whose name it is asked: a refusal carries it.',
        schema: { type: 'string', ...(constraints.length > 0 && { examples: constraints }) },
      },
    ],
    get: operation('get', `What there is to know of one key ${keyInWords(key)}`),
    head: operation('head', `Whether one key ${keyInWords(key)} exists`),
  }
}

function manyOperation(key: DocumentedKey): Node {
  const schema = {
    type: 'object',
    required: ['keys'],
    properties: { keys: { type: 'array', minItems: 1, maxItems: 1000, items: schemaOf(componentOf(key)) } },
  }
  return {
    operationId: `check${pascalCase(key.key)}`,
    summary: `Which of many keys ${keyInWords(key)} exist, as of one moment`,
    description: describeKey(key),
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        description: 'May be sent: a question changes nothing, and is answered anew.',
        schema: { type: 'string' },
      },
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: { keys: [sampleKey(key, 0), sampleKey(key, 1)] } } },
    },
    responses: {
      200: {
        description: 'Answers in the order of the question.',
        headers: { 'Retry-After': { description: 'Where a key closes: seconds.', schema: { type: 'integer' } } },
        content: {
          'application/json': {
            schema: schemaOf('KeyAnswers'),
            example: { epoch: '1', mark: '63', keys: [{ exists: true, incarnation: '41', version: '57' }, { exists: false }] }, // prettier-ignore
          },
        },
      },
      ...refer(400, 'Malformed'),
      ...refer(408, 'SlowRequest'),
      ...refer(413, 'TooLarge'),
      ...refer(415, 'UnsupportedContent'),
      ...refer(404, 'UnknownRelation'),
      ...commonProblems,
    },
  }
}

function refer(status: number, response: string): Node {
  return { [status]: { $ref: `#/components/responses/${response}` } }
}

const commonProblems: Node = {
  ...refer(401, 'Unauthorized'),
  ...refer(403, 'Forbidden'),
  ...refer(500, 'InternalError'),
  ...refer(503, 'Unavailable'),
}

function schemaOf(name: string): Node {
  return { $ref: `#/components/schemas/${name}` }
}
