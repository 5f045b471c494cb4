import type { Pool } from 'pg'
import { quote } from '../database.ts'
import type { SagaLetter, SagaPost } from './saga-letter.ts'

/** The databases of other services, by name. */
export type SagaPlaces = Readonly<Record<string, { readonly pool: Pool; readonly home: string }>>

/** Straight into the table where the other service's worker looks. */
export class PostgresSagaPost implements SagaPost {
  readonly #places: SagaPlaces

  constructor(places: SagaPlaces) {
    this.#places = places
  }

  async send(service: string, letters: readonly SagaLetter[]): Promise<void> {
    const place = this.#places[service]
    if (place === undefined) throw new Error(`a saga goes on in service ${service}, whose database is not known here`)
    await place.pool.query(
      `WITH kept AS (
         INSERT INTO ${quote(place.home, 'saga_message')} (letter) SELECT jsonb_array_elements($1::jsonb) RETURNING 1
       )
       SELECT pg_notify('fountain_split_saga', '') FROM kept LIMIT 1`,
      [JSON.stringify(letters)],
    )
  }
}
