/** What a problem tells beyond its title; `sqlstate` to `table` are what PostgreSQL says of a violated foreign key. */
export interface ProblemFacts {
  readonly detail?: string
  readonly sqlstate?: string
  readonly constraint?: string
  readonly table?: string
  /** Places of keys in the question, from 0. */
  readonly keys?: readonly number[]
}

/** Every problem that the existence API answers with: `type` ends in its name. */
const problems = {
  'malformed-request': [400, 'The request cannot be read'],
  'malformed-key': [400, 'A key is none of its type'],
  unauthorized: [401, 'Who asks is not known'],
  forbidden: [403, 'Who asks may not know'],
  'unknown-relation': [404, 'No such key is answered for here'],
  'unknown-path': [404, 'There is nothing here'],
  'no-such-key': [404, 'The key does not exist'],
  'method-not-allowed': [405, 'This is not asked so'],
  'slow-request': [408, 'The request took too long to arrive'],
  'key-gone': [410, 'The key existed, and is gone'],
  'too-large': [413, 'The request is too large'],
  'too-many-keys': [413, 'Too many keys in one question'],
  'key-too-long': [414, 'The key is too long'],
  'unsupported-content': [415, 'The content is not JSON'],
  'internal-error': [500, 'The service failed'],
  'key-closing': [503, 'The key is about to go: nobody can tell yet'],
  unavailable: [503, 'The service cannot answer now'],
} as const satisfies Readonly<Record<string, readonly [status: number, title: string]>>

export type ProblemName = keyof typeof problems

/** Ends the handling of a request; becomes the answer. */
export class Problem extends Error {
  readonly problem: ProblemName
  readonly facts: ProblemFacts
  readonly headers: Readonly<Record<string, string>>

  constructor(problem: ProblemName, facts: ProblemFacts = {}, headers: Readonly<Record<string, string>> = {}) {
    super(problem)
    this.problem = problem
    this.facts = facts
    this.headers = headers
  }

  get status(): number {
    return problems[this.problem][0]
  }

  /** Problem details (RFC 9457). Says what the caller did, and nothing of how the service is made. */
  toResponse(isHead: boolean): Response {
    const [status, title] = problems[this.problem]
    const body = { type: `urn:fountain-split:problem:${this.problem}`, title, status, ...this.facts }
    return new Response(isHead ? null : JSON.stringify(body), {
      status,
      headers: { ...plainHeaders, 'content-type': 'application/problem+json', ...this.headers },
    })
  }
}

/** Of every answer: true at one moment, and data, whatever a browser thinks. */
export const plainHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}
