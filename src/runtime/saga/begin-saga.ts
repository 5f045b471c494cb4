import { randomUUID } from 'node:crypto'
import type { ClientBase, Pool } from 'pg'
import { inTransaction, quote } from '../database.ts'
import { sleep } from '../wake-up.ts'
import type { RefusedStep, SagaLetter } from './saga-letter.ts'
import { SagaStore } from './saga-store.ts'
import type { Saga, SagaData } from './saga.ts'

/** Where a run is begun: a service that has the tables of sagas, and a worker. */
export interface SagaOrigin {
  readonly service: string
  readonly home: string
}

/**
 * - `done`: every step was; with what they found
 * - `refused`: nothing stays of it; who refused, and why
 * - `undecided`: patience ended first; the run goes on, and `waitForSaga` waits on
 */
export type SagaOutcome<Data extends object> =
  | { readonly outcome: 'done'; readonly instance: string; readonly data: Data }
  | ({ readonly outcome: 'refused'; readonly instance: string } & RefusedStep)
  | { readonly outcome: 'undecided'; readonly instance: string }

export interface SagaOptions {
  /** Names the run, and the same one is begun once: an id of the request that it is for. A new one unless told. */
  readonly instance?: string
  /** Milliseconds to wait for the end; a minute unless told. */
  readonly patience?: number
}

/** Begins a run in a transaction of the caller's: it goes on once that is committed. */
export async function beginSaga<Data extends object>(
  client: ClientBase,
  { service, home }: SagaOrigin,
  saga: Saga<Data>,
  instance: string,
  data: Data,
): Promise<void> {
  const first = saga.steps[0]
  if (first === undefined) throw new Error(`saga ${saga.name} has no steps`)
  const letter: SagaLetter = { saga: saga.name, instance, step: first.name, act: 'do', data: data as SagaData, origin: service } // prettier-ignore
  if (!(await new SagaStore(home).begin(client, letter))) return
  await client.query(`INSERT INTO ${quote(home, 'saga_message')} (goes_to, letter) VALUES ($1, $2)`, [
    first.service === service ? null : first.service,
    letter,
  ])
  await client.query(`SELECT pg_notify('fountain_split_saga', '')`)
}

/** Waits for the end of a run that was begun here, by an earlier process too. */
export async function waitForSaga<Data extends object>(
  pool: Pool,
  home: string,
  saga: Saga<Data>,
  instance: string,
  { patience = 60_000 }: Pick<SagaOptions, 'patience'> = {},
): Promise<SagaOutcome<Data>> {
  const until = Date.now() + patience
  for (let pause = 10; ; pause = Math.min(pause * 1.5, 500)) {
    const { rows } = await pool.query<{ state: string; data: Data; refusal: RefusedStep }>(
      `SELECT state, data, refusal FROM ${quote(home, 'saga_run')} WHERE (saga, instance) = ($1, $2)`,
      [saga.name, instance],
    )
    const run = rows[0]
    if (run === undefined) throw new Error(`no run ${instance} of saga ${saga.name} was begun here`)
    if (run.state === 'done') return { outcome: 'done', instance, data: run.data }
    if (run.state === 'refused') return { outcome: 'refused', instance, ...run.refusal }
    if (Date.now() >= until) return { outcome: 'undecided', instance }
    await sleep(Math.min(pause, until - Date.now()), new AbortController().signal)
  }
}

/** Begins a run and waits for its end. */
export async function runSaga<Data extends object>(
  pool: Pool,
  origin: SagaOrigin,
  saga: Saga<Data>,
  data: Data,
  { instance = randomUUID(), patience = 60_000 }: SagaOptions = {},
): Promise<SagaOutcome<Data>> {
  await inTransaction(pool, (client) => beginSaga(client, origin, saga, instance, data))
  return waitForSaga(pool, origin.home, saga, instance, { patience })
}
