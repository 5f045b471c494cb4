import type pg from 'pg'
import { quoteLiteral, quoteName, truncateName } from '../../core/identifier.ts'
import type { ScratchDatabase } from './scratch-server.ts'

const prefix = 'fountain_scratch_'

/** What stands in the comment of a database that may be dropped when its run is over. */
export function ownerMark(run: string): string {
  return `Scratch database of fountain-split, run ${run}: may be dropped`
}

/** Databases of one run: named after it, and marked, so that a later run knows what nobody needs. */
export class ScratchDatabases {
  readonly #admin: Pick<pg.Pool, 'query'>
  readonly #run: string
  readonly #urlOf: (name: string) => string
  readonly #made = new Set<string>()
  #count = 0

  constructor(admin: Pick<pg.Pool, 'query'>, run: string, urlOf: (name: string) => string) {
    this.#admin = admin
    this.#run = run
    this.#urlOf = urlOf
  }

  async create(purpose: string, template?: ScratchDatabase): Promise<ScratchDatabase> {
    const plain = purpose.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')
    const name = truncateName(`${prefix}${this.#run}_${++this.#count}_${plain}`)
    const from = quoteName(template?.name ?? 'template0')
    this.#made.add(name)
    await this.#admin.query(`CREATE DATABASE ${quoteName(name)} TEMPLATE ${from}`)
    await this.#admin.query(`COMMENT ON DATABASE ${quoteName(name)} IS ${quoteLiteral(ownerMark(this.#run))}`)
    return { name, url: this.#urlOf(name), drop: () => this.#drop(name) }
  }

  async dropAll(): Promise<void> {
    for (const name of this.#made) await this.#drop(name)
  }

  async #drop(name: string): Promise<void> {
    await this.#admin.query(`DROP DATABASE IF EXISTS ${quoteName(name)} WITH (FORCE)`)
    this.#made.delete(name)
  }
}

/** Names of databases that look like ours and carry our mark, with the run that made them. */
export async function listScratchDatabases(admin: pg.Client): Promise<readonly { name: string; run: string }[]> {
  const { rows } = await admin.query<{ name: string; comment: string }>(
    `SELECT datname AS name, coalesce(shobj_description(oid, 'pg_database'), '') AS comment FROM pg_database
      WHERE datname LIKE 'fountain\\_scratch\\_%' ORDER BY datname`,
  )
  return rows.flatMap(({ name, comment }) => {
    const run = /^fountain_scratch_([0-9a-f]{8})_/.exec(name)?.[1]
    return run !== undefined && comment === ownerMark(run) ? [{ name, run }] : []
  })
}
