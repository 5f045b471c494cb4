/** A question that waits to be asked, with all who wait for its answer. */
interface Waiting<Answer> {
  readonly key: readonly string[]
  readonly settle: PromiseWithResolvers<Answer>
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (error: unknown) => void
}

/**
 * Puts questions that are asked at the same time into one. What is on its way is not waited for by a later question: its
 * answer may be older than the question.
 */
export class QuestionQueue<Answer> {
  readonly #ask: (keys: readonly (readonly string[])[]) => Promise<readonly Answer[]>
  readonly #batch: number
  readonly #lanes: number
  #waiting = new Map<string, Waiting<Answer>>()
  #running = 0
  #scheduled = false

  /** `batch`: keys in one question; `lanes`: questions on their way at a time. */
  constructor(ask: (keys: readonly (readonly string[])[]) => Promise<readonly Answer[]>, batch: number, lanes: number) {
    this.#ask = ask
    this.#batch = batch
    this.#lanes = lanes
  }

  ask(key: readonly string[]): Promise<Answer> {
    const name = JSON.stringify(key)
    let waiting = this.#waiting.get(name)
    if (waiting === undefined) {
      waiting = { key, settle: withResolvers<Answer>() }
      this.#waiting.set(name, waiting)
    }
    this.#schedule()
    return waiting.settle.promise
  }

  #schedule(): void {
    if (this.#scheduled || this.#running >= this.#lanes || this.#waiting.size === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const batch = [...this.#waiting].slice(0, this.#batch)
      for (const [name] of batch) this.#waiting.delete(name)
      this.#running++
      void this.#run(batch.map(([, waiting]) => waiting)).finally(() => {
        this.#running--
        this.#schedule()
      })
      this.#schedule()
    })
  }

  async #run(batch: readonly Waiting<Answer>[]): Promise<void> {
    try {
      const answers = await this.#ask(batch.map(({ key }) => key))
      batch.forEach(({ settle }, at) => settle.resolve(answers[at]!))
    } catch (error) {
      for (const { settle } of batch) settle.reject(error)
    }
  }
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve!: (value: Value) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
