import type { Pool } from 'pg'
import type { AnsweredKey } from './answered-key.ts'
import { collectFacts } from './collect-facts.ts'
import type { ExistencePort, KeyFacts } from './existence-port.ts'
import { QuestionQueue } from './question-queue.ts'
import { MalformedKeys, readRegister } from './read-register.ts'

export interface RegisterExistenceOptions {
  /**
   * To the database of the service that owns the keys, as a role that may read its registers. A pool of its own: a write that
   * waits for an answer holds a connection already.
   */
  readonly pool: Pool
  /** The schema of our own in that service's database. */
  readonly home: string
  readonly keys: readonly Pick<AnsweredKey, 'aggregate' | 'key' | 'columns'>[]
}

type Facts = KeyFacts | undefined

/** Looks the key up where it is registered: for services whose databases are within reach, while they are. */
export class RegisterExistence implements ExistencePort {
  readonly #queues: ReadonlyMap<string, QuestionQueue<Facts>>

  constructor({ pool, home, keys }: RegisterExistenceOptions) {
    this.#queues = new Map(
      keys.map((key) => [key.aggregate, new QuestionQueue((texts) => look(pool, home, key, texts), 1000, 4)]),
    )
  }

  async find(aggregate: string, key: readonly string[]): Promise<Facts> {
    const queue = this.#queues.get(aggregate)
    if (queue === undefined) throw new Error(`${aggregate} is not among the keys that are looked up here`)
    return queue.ask(key)
  }
}

function look(
  pool: Pool,
  home: string,
  key: Pick<AnsweredKey, 'aggregate' | 'key' | 'columns'>,
  texts: readonly (readonly string[])[],
): Promise<Facts[]> {
  return collectFacts(texts, async (asked) => {
    try {
      return await readRegister(pool, home, key, asked)
    } catch (error) {
      if (error instanceof MalformedKeys) return { malformed: error.places }
      throw error
    }
  })
}
