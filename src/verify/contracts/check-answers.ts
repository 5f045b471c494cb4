import type { EmitInput } from '../../emit/emitter.ts'
import { describeAnswers } from '../../emit/references/describe-guards.ts'
import { findServiceReferences } from '../../emit/references/service-references.ts'
import { serviceFolders } from '../../emit/service-folders.ts'
import type { Envelope, KeyValues } from '../../runtime/envelope.ts'
import type { AnsweredKey } from '../../runtime/existence/answered-key.ts'
import { answerExistence } from '../../runtime/existence/answer-existence.ts'
import type { SplitSide } from '../replay/split-side.ts'
import type { ContractFiles } from './contract-files.ts'
import { alone } from './check-documents.ts'
import { pathsOf } from './check-complete.ts'
import type { Node } from './json-pointer.ts'
import { followPointer, isNode } from './json-pointer.ts'
import type { SchemaCompiler } from './json-schemas.ts'

/** Of each key's, so many that are there and so many that are gone are asked about. */
const most = 3

/** Asks the existence API about keys of which events told, and holds what it answers against its document and the events. */
export async function checkAnswers(
  input: EmitInput,
  { documents }: ContractFiles,
  events: readonly Envelope[],
  split: SplitSide,
  compiler: SchemaCompiler,
): Promise<string[]> {
  const faults: string[] = []
  const folders = serviceFolders(input.plan.services)
  for (const references of findServiceReferences(input)) {
    const running = split.services.get(references.service)?.running
    const path = `${folders.get(references.service)!}/contracts/openapi.yaml`
    const document = documents.get(path)
    if (running === undefined || !isNode(document)) continue
    const keys = describeAnswers(references, () => [])
    const handle = answerExistence({ pool: running.pool, home: references.home.schema, keys, authorize: () => 'allowed' }) // prettier-ignore
    const api = new DescribedApi(document, handle, compiler)
    for (const key of keys) {
      const asked = askedKeys(key, events)
      const [one, many] = pathsOf(key.aggregate)
      for (const { values, isThere } of asked) {
        const text = textOf(key, values)
        const wrong = await api.askOne(one, text)
        faults.push(...wrong.faults.map((each) => `${path} at ${each}`))
        // One that is about to go is neither there nor gone.
        const expected = isThere ? [200, 503] : [410]
        if (!expected.includes(wrong.status)) faults.push(`${path}: ${one} answers ${wrong.status} about ${text}, which ${isThere ? 'is there' : 'is gone'}`) // prettier-ignore
      }
      if (asked.length > 0) faults.push(...(await api.askMany(many, asked.map(({ values }) => values))).map((each) => `${path} at ${each}`)) // prettier-ignore
    }
  }
  return [...new Set(faults)]
}

interface AskedKey {
  readonly values: KeyValues
  readonly isThere: boolean
}

/** By the last event about each. */
function askedKeys({ aggregate }: AnsweredKey, events: readonly Envelope[]): readonly AskedKey[] {
  const last = new Map<string, Envelope>()
  for (const event of events) {
    const known = last.get(event.subject)
    if (event.data.aggregate === aggregate && (known === undefined || known.sequence < event.sequence)) last.set(event.subject, event) // prettier-ignore
  }
  const all = [...last.values()].map(({ data }) => ({ values: data.key, isThere: data.event === 'created' }))
  return [true, false].flatMap((there) => all.filter(({ isThere }) => isThere === there).slice(0, most))
}

function textOf({ columns }: AnsweredKey, values: KeyValues): string {
  const texts = columns.map((column) => String(values[column]))
  return texts.length === 1 ? texts[0]! : JSON.stringify(texts)
}

/** A handler beside the document that describes it. */
class DescribedApi {
  readonly #document: Node
  readonly #handle: (request: Request) => Promise<Response>
  readonly #compiler: SchemaCompiler

  constructor(document: Node, handle: (request: Request) => Promise<Response>, compiler: SchemaCompiler) {
    this.#document = document
    this.#handle = handle
    this.#compiler = compiler
  }

  async askOne(path: string, text: string): Promise<{ readonly status: number; readonly faults: readonly string[] }> {
    const url = `http://keys.test${path.replace('{key}', encodeURIComponent(text))}`
    const answer = await this.#handle(new Request(url))
    const faults = await this.#hold(path, 'get', answer)
    const { status } = await this.#handle(new Request(url, { method: 'HEAD' }))
    if (status !== answer.status) faults.push(`${path}: HEAD answers ${status}, GET ${answer.status}`)
    return { status: answer.status, faults }
  }

  async askMany(path: string, keys: readonly KeyValues[]): Promise<readonly string[]> {
    const headers = { 'content-type': 'application/json' }
    const request = new Request(`http://keys.test${path}`, { method: 'POST', headers, body: JSON.stringify({ keys }) })
    return this.#hold(path, 'post', await this.#handle(request))
  }

  /** What the document does not say of an answer, or says otherwise. */
  async #hold(path: string, method: string, answer: Response): Promise<string[]> {
    const place = `${path} ${method} ${answer.status}`
    const paths = followPointer(this.#document, '/paths')
    const operation = isNode(paths) ? followPointer(paths[path], `/${method}/responses/${answer.status}`) : undefined
    const reference = followPointer(operation, '/$ref')
    const response = typeof reference === 'string' ? followPointer(this.#document, reference.slice(1)) : operation
    if (!isNode(response)) return [`${place}: it answers so, and the document does not say it`]
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    const contents = followPointer(response, '/content')
    const schema = isNode(contents) ? followPointer(contents[type], '/schema') : undefined
    if (!isNode(schema)) return [`${place}: it answers ${type}, and the document does not say it`]
    const validate = this.#compiler.compile(alone(this.#document, schema))
    if (typeof validate === 'string') return [`${place}: ${validate}`]
    return validate(await answer.json()).map((wrong) => `${place}: ${wrong.trim()}`)
  }
}
