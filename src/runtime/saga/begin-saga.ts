import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { SagaLetter } from './saga-letter.ts'
import type { Saga, SagaData } from './saga.ts'

/**
 * Begins a saga in the service of its first step, in a transaction of the caller's: it runs once that is committed. `instance` names
 * this run, and the same one is begun once.
 */
export async function beginSaga(
  client: ClientBase,
  home: string,
  saga: Saga,
  instance: string,
  data: SagaData,
): Promise<void> {
  const letter: SagaLetter = { saga: saga.name, instance, step: saga.steps[0]!.name, act: 'do', data }
  await client.query(`INSERT INTO ${quote(home, 'saga_message')} (letter) VALUES ($1)`, [letter])
  await client.query(`SELECT pg_notify('fountain_split_saga', '')`)
}
