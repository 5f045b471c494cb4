import pg from 'pg'
import { isLost } from './outcome.ts'

/** Milliseconds that a server may take to come back. */
const patience = 20_000

/**
 * A connection that is made anew once the server took it away. A query that it breaks under fails, and the next one is
 * sent over another: not for transactions that a crash may meet, which would go on without their beginning.
 */
export class LastingClient extends pg.Client {
  readonly #url: string
  #current: Promise<pg.Client> | undefined
  /** One query after the other, whoever sends them. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(url: string) {
    super({ connectionString: url })
    this.#url = url
    const query = (...given: Parameters<pg.Client['query']>) => {
      const answer = this.#last.then(async () => (await this.#connected()).query(...given) as unknown)
      this.#last = answer.catch(() => {})
      return answer
    }
    this.query = query as unknown as typeof this.query
  }

  override async connect(): Promise<this> {
    await this.#connected()
    return this
  }

  override async end(): Promise<void> {
    const client = await this.#current?.catch(() => undefined)
    this.#current = undefined
    await client?.end()
  }

  #connected(): Promise<pg.Client> {
    return (this.#current ??= this.#connect().catch((error: unknown) => {
      this.#current = undefined
      throw error
    }))
  }

  async #connect(): Promise<pg.Client> {
    const client = await connectWhenThere(this.#url)
    client.once('end', () => (this.#current = undefined))
    return client
  }
}

/** A connection, as soon as the server takes one. */
export async function connectWhenThere(url: string): Promise<pg.Client> {
  const end = Date.now() + patience
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      if (!isLost(error) || Date.now() > end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
