import type pg from 'pg'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { LastingClient } from './lasting-client.ts'
import { keepStart } from './starting-point.ts'

/** Databases that can be had as they were at the start, again and again. Services that share one share its copy. */
export class Restartable {
  readonly #server: ScratchServer
  readonly #templates: ReadonlyMap<string, ScratchDatabase>
  #copies: ReadonlyMap<string, ScratchDatabase> | undefined
  /** Connections by which databases are brought back, and the statements that do it. */
  readonly #back = new Map<pg.Client, string>()

  /** Nobody may be connected to the templates. */
  constructor(server: ScratchServer, templates: ReadonlyMap<string, ScratchDatabase>) {
    this.#server = server
    this.#templates = templates
  }

  /** Whether `restart` keeps the databases that there are, so that connections to them stay. */
  get keepsDatabases(): boolean {
    return this.#back.size > 0
  }

  /** Databases as at the start, by name. */
  async restart(): Promise<ReadonlyMap<string, ScratchDatabase>> {
    if (this.#copies !== undefined && this.keepsDatabases) {
      await Promise.all([...this.#back].map(([client, back]) => client.query(back)))
      return this.#copies
    }
    await this.drop()
    this.#copies = await copyAll(this.#server, this.#templates)
    for (const { url } of new Set(this.#copies.values())) {
      const client = new LastingClient(url)
      const statements = await keepStart(client, 'fountain_scratch_start')
      // One role for all of them: what one may, all may.
      if (statements === undefined) await client.end()
      else this.#back.set(client, statements)
    }
    return this.#copies
  }

  async drop(): Promise<void> {
    for (const client of this.#back.keys()) await client.end()
    this.#back.clear()
    for (const database of new Set(this.#copies?.values())) await database.drop()
    this.#copies = undefined
  }
}

export async function copyAll(
  server: ScratchServer,
  databases: ReadonlyMap<string, ScratchDatabase>,
): Promise<ReadonlyMap<string, ScratchDatabase>> {
  const copies = new Map<ScratchDatabase, ScratchDatabase>()
  const result = new Map<string, ScratchDatabase>()
  for (const [service, database] of databases) {
    if (!copies.has(database)) copies.set(database, await server.createDatabase(service, database))
    result.set(service, copies.get(database)!)
  }
  return result
}
