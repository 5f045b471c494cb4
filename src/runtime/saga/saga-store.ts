import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { RefusedStep, SagaLetter } from './saga-letter.ts'
import type { SagaData } from './saga.ts'

/** What a service keeps of a step. */
export interface KeptStep {
  readonly state: 'done' | 'refused' | 'undone'
  /** As the step left it. */
  readonly data: SagaData
  readonly refusal: RefusedStep | null
}

/** The tables in which a service keeps what it did of each run, and what became of those that were begun there. */
export class SagaStore {
  readonly #home: string

  constructor(home: string) {
    this.#home = home
  }

  /** Until the transaction ends nobody else of this service works at the same run. */
  async exclude(client: ClientBase, { saga, instance }: SagaLetter): Promise<void> {
    const run = `fountain_split saga ${this.#home} ${saga} ${instance}`
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [run])
  }

  async stateOf(client: ClientBase, { saga, instance, step }: SagaLetter): Promise<KeptStep | undefined> {
    const { rows } = await client.query<KeptStep>(
      `SELECT state, data, refusal FROM ${quote(this.#home, 'saga_step')} WHERE (saga, instance, step) = ($1, $2, $3)`,
      [saga, instance, step],
    )
    return rows[0]
  }

  async keep(client: ClientBase, letter: SagaLetter, state: KeptStep['state']): Promise<void> {
    const { saga, instance, step, data, refusal } = letter
    await client.query(
      `INSERT INTO ${quote(this.#home, 'saga_step')} (saga, instance, step, state, data, refusal)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (saga, instance, step) DO UPDATE SET state = excluded.state, refusal = excluded.refusal, changed = now()`,
      [saga, instance, step, state, data, refusal ?? null],
    )
  }

  /** Notes a run that begins here; false where it was begun before. */
  async begin(client: ClientBase, { saga, instance, data }: SagaLetter): Promise<boolean> {
    const { rowCount } = await client.query(
      `INSERT INTO ${quote(this.#home, 'saga_run')} (saga, instance, data) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [saga, instance, data],
    )
    return rowCount === 1
  }

  async end(client: ClientBase, { saga, instance, data, refusal }: SagaLetter): Promise<void> {
    await client.query(
      `UPDATE ${quote(this.#home, 'saga_run')} SET state = $3, data = $4, refusal = $5, ended = now()
        WHERE (saga, instance) = ($1, $2) AND state = 'open'`,
      [saga, instance, refusal === undefined ? 'done' : 'refused', data, refusal ?? null],
    )
  }
}
