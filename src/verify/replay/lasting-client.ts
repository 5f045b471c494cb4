import pg from 'pg'
import { isLost } from './outcome.ts'

/** Milliseconds that a server may take to come back. */
const patience = 20_000

/**
 * A connection that is made anew once the server took it away. A query that it breaks under fails, and the next one is
 * sent over another: for those who do one thing at a time, as a transaction would go on without its beginning.
 */
export class LastingClient extends pg.Client {
  readonly #url: string
  #current: Promise<pg.Client> | undefined

  constructor(url: string) {
    super({ connectionString: url })
    this.#url = url
    const query = async (...given: Parameters<pg.Client['query']>) => (await this.#connected()).query(...given)
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
