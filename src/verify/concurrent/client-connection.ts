import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { connectWhenThere } from '../replay/lasting-client.ts'
import { withClient } from '../load/with-client.ts'

/** Where transactions leave a mark. Not among what is kept of a database and brought back. */
const marks = 'fountain_scratch_marks'

/**
 * A client's connection, which may be lost: then another is made, and it is found out what became of the transaction. A row
 * tells, and not its number, which is given once more after a crash where nothing of it had reached the log.
 */
export class ClientConnection {
  readonly #url: string
  #client: pg.Client
  /** Of the transaction that is about to be committed. */
  #mark: string | undefined

  constructor(url: string) {
    this.#url = url
    this.#client = new pg.Client({ connectionString: url })
    this.#client.on('error', () => {})
  }

  /** In a database in which transactions are to be marked; once, before anybody writes. */
  static async prepare(url: string): Promise<void> {
    await withClient(url, (client) =>
      client.query(`SET client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS ${marks};
        CREATE TABLE IF NOT EXISTS ${marks}.mark (id text PRIMARY KEY)`),
    )
  }

  get client(): pg.Client {
    return this.#client
  }

  async connect(): Promise<void> {
    await this.#client.connect()
  }

  /** Forgets what was committed before. */
  begin(): void {
    this.#mark = undefined
  }

  /** Within a transaction, before its COMMIT, whose answer may not arrive. */
  async mark(): Promise<void> {
    const mark = randomUUID()
    await this.#client.query(`INSERT INTO ${marks}.mark VALUES ($1)`, [mark])
    this.#mark = mark
  }

  /** Over another connection: whether the transaction that was marked last is committed. */
  async renew(): Promise<boolean> {
    await this.end()
    this.#client = await connectWhenThere(this.#url)
    if (this.#mark === undefined) return false
    // Waits for one that is still running.
    const { rowCount } = await this.#client.query(`INSERT INTO ${marks}.mark VALUES ($1) ON CONFLICT DO NOTHING`, [this.#mark]) // prettier-ignore
    return rowCount === 0
  }

  async end(): Promise<void> {
    await this.#client.end().catch(() => {})
  }
}
