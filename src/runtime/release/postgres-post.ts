import type { Pool } from 'pg'
import { quote } from '../database.ts'
import type { ServiceAddress } from '../service/service-description.ts'
import type { ReleaseLetter, ReleasePost } from './release-letter.ts'

/** From database to database without a broker: straight to where the other service's worker looks. */
export class PostgresPost implements ReleasePost {
  readonly #homes: ReadonlyMap<string, string>
  readonly #poolOf: (service: string) => Pool

  constructor(addresses: readonly ServiceAddress[], poolOf: (service: string) => Pool) {
    this.#homes = new Map(addresses.map(({ service, home }) => [service, home]))
    this.#poolOf = poolOf
  }

  async send(service: string, letters: readonly ReleaseLetter[]): Promise<void> {
    const home = this.#homes.get(service)
    if (home === undefined) throw new Error(`a release speaks of service ${service}, whose address is not known here`)
    await this.#poolOf(service).query(
      `WITH kept AS (
         INSERT INTO ${quote(home, 'release_message')} (letter) SELECT jsonb_array_elements($1::jsonb) RETURNING 1
       )
       SELECT pg_notify('fountain_split_release', '') FROM kept LIMIT 1`,
      [JSON.stringify(letters)],
    )
  }
}
