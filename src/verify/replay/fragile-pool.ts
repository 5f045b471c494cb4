import pg from 'pg'

/** A pool whose connections break in the middle of work, when told to. */
export class FragilePool extends pg.Pool {
  readonly #watched = new WeakSet<pg.PoolClient>()
  #left = Infinity
  #broke = false

  /** From now on: so many queries more, then every connection that is used breaks, until `mend`. */
  breakAfter(queries: number): void {
    this.#left = queries
    this.#broke = false
  }

  /** Whether anything broke. */
  mend(): boolean {
    this.#left = Infinity
    return this.#broke
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | void {
    if (callback === undefined) return super.connect().then((client) => this.#watch(client))
    super.connect((error, client, release) => callback(error, client && this.#watch(client), release))
  }

  #watch(client: pg.PoolClient): pg.PoolClient {
    if (this.#watched.has(client)) return client
    this.#watched.add(client)
    client.on('error', () => {})
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    const watched = (...given: unknown[]) => {
      if (this.#left-- > 0) return query(...given)
      this.#broke = true
      const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
      connection.stream.destroy()
      const error = new Error('Connection terminated on purpose')
      const callback = given.at(-1)
      if (typeof callback !== 'function') return Promise.reject(error)
      process.nextTick(() => callback(error))
      return undefined
    }
    client.query = watched as typeof client.query
    return client
  }
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (released?: unknown) => void,
) => void
