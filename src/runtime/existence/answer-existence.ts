import type { Pool } from 'pg'
import type { RuntimeHooks } from '../hooks.ts'
import type { AnsweredKey, KeyAnswer, KeyAnswers } from './answered-key.ts'
import { Problem, plainHeaders } from './problem.ts'
import { readJson } from './read-body.ts'
import { readPathKey, readQuestion } from './read-question.ts'
import { MalformedKeys, readRegister } from './read-register.ts'

/** `unauthorized`: it is not known who asks. `forbidden`: it is, and they may not know. */
export type Authorization = 'allowed' | 'unauthorized' | 'forbidden'

export interface ExistenceOptions {
  /** Connects as the service's runtime role. */
  readonly pool: Pool
  /** The schema of our own in this service's database. */
  readonly home: string
  readonly keys: readonly AnsweredKey[]
  /** Asked before anything else is looked at; see `bearerToken`. */
  readonly authorize: (request: Request, aggregate: string) => Authorization | Promise<Authorization>
  /** What stands before `/keys` in paths; nothing unless told. */
  readonly basePath?: string
  readonly limits?: {
    /** Bytes of a body; 1 MiB unless told. */
    readonly body?: number
    /** Keys in one question; 1,000 unless told. */
    readonly keys?: number
    /** Characters of one key; 4,096 unless told. */
    readonly keyLength?: number
    /** Milliseconds in which a body must have arrived; 10,000 unless told. */
    readonly bodyTimeout?: number
  }
  /** Seconds after which to ask again about a key that closes; 1 unless told. */
  readonly retryAfter?: number
  readonly hooks?: RuntimeHooks
}

interface Path {
  readonly aggregate: string
  /** Undefined: a question about many. */
  readonly key: string | undefined
}

/**
 * The existence API: says which keys of this service exist, from the key register. `HEAD` or `GET /keys/{aggregate}/{key}`
 * answers 200, 404, or 410 where the key is gone; `POST /keys/{aggregate}:check` many at a time. Never throws.
 */
export function answerExistence(options: ExistenceOptions): (request: Request) => Promise<Response> {
  const keys = new Map(options.keys.map((key) => [key.aggregate, key]))
  return async (request) => {
    const isHead = request.method === 'HEAD'
    try {
      return await answer(options, keys, request, isHead)
    } catch (error) {
      if (error instanceof Problem) return error.toResponse(isHead)
      options.hooks?.log?.('error', 'a question about keys could not be answered', { error })
      return new Problem(isConnection(error) ? 'unavailable' : 'internal-error', {}, isConnection(error) ? retry(options) : {}).toResponse(isHead) // prettier-ignore
    }
  }
}

async function answer(
  options: ExistenceOptions,
  keys: ReadonlyMap<string, AnsweredKey>,
  request: Request,
  isHead: boolean,
): Promise<Response> {
  const path = readPath(request.url, options.basePath ?? '')
  const allowed = path.key === undefined ? ['POST'] : ['GET', 'HEAD']
  if (!allowed.includes(request.method)) throw new Problem('method-not-allowed', {}, { allow: allowed.join(', ') })
  const authorization = await options.authorize(request, path.aggregate)
  if (authorization === 'unauthorized') throw new Problem('unauthorized', {}, { 'www-authenticate': 'Bearer' })
  if (authorization !== 'allowed') throw new Problem('forbidden')
  const key = keys.get(path.aggregate)
  if (key === undefined) throw new Problem('unknown-relation')
  return path.key === undefined
    ? answerMany(options, key, request)
    : answerOne(options, key, path.key, new URL(request.url).searchParams.get('constraint'), isHead)
}

function readPath(url: string, basePath: string): Path {
  const { pathname } = new URL(url)
  const parts = pathname.startsWith(`${basePath}/keys/`) ? pathname.slice(basePath.length + 6).split('/') : []
  const [aggregate = '', key] = parts.map(decode)
  if (parts.length === 2) return { aggregate, key }
  if (parts.length === 1 && aggregate.endsWith(':check')) return { aggregate: aggregate.slice(0, -6), key: undefined }
  throw new Problem('unknown-path', { detail: 'Ask /keys/{aggregate}/{key} or /keys/{aggregate}:check.' })
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new Problem('malformed-request', { detail: 'The path is not percent-encoded UTF-8.' })
  }
}

async function answerMany(options: ExistenceOptions, key: AnsweredKey, request: Request): Promise<Response> {
  const { body = 1 << 20, keys = 1000, keyLength = 4096, bodyTimeout = 10_000 } = options.limits ?? {}
  const question = readQuestion(await readJson(request, body, bodyTimeout), key, { keys, keyLength })
  const answers = await ask(options, key, question)
  const closing = answers.keys.some((each) => each.exists && each.closing === true)
  return Response.json(answers, { headers: { ...plainHeaders, ...(closing && retry(options)) } })
}

async function answerOne(
  options: ExistenceOptions,
  key: AnsweredKey,
  text: string,
  constraint: string | null,
  isHead: boolean,
): Promise<Response> {
  const { keys = 1000, keyLength = 4096 } = options.limits ?? {}
  const parts = readPathKey(text, key, { keys, keyLength })
  const { epoch, mark, keys: answers } = await ask(options, key, [parts])
  const found = answers[0]!
  if (!found.exists) throw refusal(key, parts, found, constraint)
  if (found.closing === true) throw new Problem('key-closing', {}, retry(options))
  const body = JSON.stringify({ epoch, mark, ...found } satisfies Omit<KeyAnswers, 'keys'> & KeyAnswer)
  return new Response(isHead ? null : body, { headers: { ...plainHeaders, 'content-type': 'application/json' } })
}

async function ask(options: ExistenceOptions, key: AnsweredKey, question: readonly string[][]): Promise<KeyAnswers> {
  try {
    return await readRegister(options.pool, options.home, key, question)
  } catch (error) {
    if (!(error instanceof MalformedKeys)) throw error
    throw new Problem('malformed-key', {
      detail: `Not a value of the type of ${key.columns.join(', ')}.`,
      keys: error.places,
    })
  }
}

/** What the foreign key said, in its own words. */
function refusal(key: AnsweredKey, parts: readonly string[], found: KeyAnswer, asked: string | null): Problem {
  const { constraints = [], columns, relation } = key
  const constraint = asked !== null && constraints.includes(asked) ? asked : constraints.length === 1 ? constraints[0] : undefined // prettier-ignore
  return new Problem(found.version === undefined ? 'no-such-key' : 'key-gone', {
    sqlstate: '23503',
    ...(constraint !== undefined && { constraint }),
    table: relation[1],
    detail: `Key (${columns.join(', ')})=(${parts.join(', ')}) is not present in table "${relation[1]}".`,
  })
}

function retry({ retryAfter = 1 }: ExistenceOptions): Record<string, string> {
  return { 'retry-after': String(retryAfter) }
}

/** The database is away, starting, full or in recovery; asking again may help. */
function isConnection(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code === undefined) return /connection|terminat|timeout/i.test(message ?? '')
  return /^(08|53|57P)/.test(code) || /^E[A-Z]+$/.test(code)
}
