import type { KeyAnswers } from './answered-key.ts'
import type { Malformed } from './collect-facts.ts'
import { collectFacts } from './collect-facts.ts'
import type { ExistencePort, KeyFacts } from './existence-port.ts'
import { ExistenceUnavailable } from './existence-port.ts'
import { QuestionQueue } from './question-queue.ts'
import { PassingFailure } from './passing-failure.ts'
import type { Policy, Resilience } from './resilience.ts'

export interface HttpExistenceOptions extends Resilience {
  /** Of the service that owns the keys: what stands before `/keys`. */
  readonly url: string
  /** The keys that are asked about: replicas, guarded keys, or just these two facts of each. */
  readonly keys: readonly { readonly aggregate: string; readonly columns: readonly string[] }[]
  /** Sent with each question: `authorization`, mostly. */
  readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>
  /** Milliseconds for one attempt; 2,000 unless told. */
  readonly timeout?: number
  /** Keys in one question; 1,000 unless told. */
  readonly batch?: number
  /** Questions about one key on their way at a time; what comes meanwhile goes together in the next. 4 unless told. */
  readonly lanes?: number
  /** `globalThis.fetch` unless told. */
  readonly fetch?: typeof globalThis.fetch
}

type Facts = KeyFacts | undefined

/** The existence API's client. Questions that are asked at the same time travel together. */
export class HttpExistence implements ExistencePort {
  readonly #options: HttpExistenceOptions
  readonly #queues = new Map<string, QuestionQueue<Facts>>()
  #policy: Promise<Policy> | undefined

  constructor(options: HttpExistenceOptions) {
    this.#options = options
    const { batch = 1000, lanes = 4 } = options
    for (const { aggregate, columns } of options.keys) {
      const ask = (keys: readonly (readonly string[])[]) => this.#ask(aggregate, columns, keys)
      this.#queues.set(aggregate, new QuestionQueue(ask, batch, lanes))
    }
  }

  /** Throws `ExistenceUnavailable` where nobody can tell. */
  async find(aggregate: string, key: readonly string[]): Promise<Facts> {
    const queue = this.#queues.get(aggregate)
    if (queue === undefined) throw new Error(`${aggregate} is not among the keys that this client asks about`)
    return queue.ask(key)
  }

  async #ask(aggregate: string, columns: readonly string[], keys: readonly (readonly string[])[]): Promise<Facts[]> {
    try {
      // What it is made of is loaded by those only who ask.
      this.#policy ??= import('./resilience.ts').then(({ makePolicy }) => makePolicy(this.#options))
      const policy = await this.#policy
      return await collectFacts(keys, (asked) => {
        const question = asked.map((key) => Object.fromEntries(columns.map((column, at) => [column, key[at]])))
        return policy.execute(() => this.#post(aggregate, question))
      })
    } catch (error) {
      throw new ExistenceUnavailable(aggregate, error)
    }
  }

  async #post(aggregate: string, keys: readonly object[]): Promise<KeyAnswers | Malformed> {
    const { url, headers, timeout = 2000, fetch = globalThis.fetch } = this.#options
    const target = `${url.replace(/\/+$/, '')}/keys/${encodeURIComponent(aggregate)}:check`
    const response = await this.#reach(
      fetch(target, {
        method: 'POST',
        headers: { ...(await headers?.()), 'content-type': 'application/json' },
        body: JSON.stringify({ keys }),
        signal: AbortSignal.timeout(timeout),
        redirect: 'error',
      }),
    )
    const body = (await this.#reach(response.text())) as string
    if (response.ok) return readAnswers(body, keys.length)
    const malformed = malformedKeys(response.status, body)
    if (malformed !== undefined) return { malformed }
    const message = `${response.status} from ${new URL(target).host}`
    if (response.status >= 500 || [408, 425, 429].includes(response.status))
      throw new PassingFailure(message, { retryAfter: 1000 * (Number(response.headers.get('retry-after')) || 0) })
    throw new Error(message)
  }

  /** Whatever keeps an answer from coming may pass. */
  async #reach<Value>(promise: Promise<Value>): Promise<Value> {
    try {
      return await promise
    } catch (error) {
      throw new PassingFailure((error as Error).message, { cause: error })
    }
  }
}

function readAnswers(text: string, count: number): KeyAnswers {
  let answers: Partial<KeyAnswers>
  try {
    answers = JSON.parse(text)
  } catch {
    throw new PassingFailure('the answer is not JSON')
  }
  const isWhole =
    [answers.epoch, answers.mark].every(isNumber) &&
    Array.isArray(answers.keys) &&
    answers.keys.length === count &&
    answers.keys.every((each) => each.exists === false || (each.exists === true && isNumber(each.version) && isNumber(each.incarnation))) // prettier-ignore
  if (!isWhole) throw new Error('the answer is not one of an existence API')
  return answers as KeyAnswers
}

function isNumber(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,19}$/.test(value)
}

/** Places of the malformed keys, where that is what the service minds. */
function malformedKeys(status: number, body: string): readonly number[] | undefined {
  if (status !== 400) return undefined
  try {
    const { type, keys } = JSON.parse(body) as { type?: string; keys?: number[] }
    return type === 'urn:fountain-split:problem:malformed-key' && keys !== undefined && keys.length > 0 ? keys : undefined // prettier-ignore
  } catch {
    return undefined
  }
}
