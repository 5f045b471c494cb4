import type { SagaData } from './saga.ts'

/** `do` a step, or `undo` it because a later one refused. May come twice. */
export interface SagaLetter {
  readonly saga: string
  readonly instance: string
  readonly step: string
  readonly act: 'do' | 'undo'
  readonly data: SagaData
  readonly refusal?: string
}

/** Carries letters to another service; settles when they are kept there. */
export interface SagaPost {
  send(service: string, letters: readonly SagaLetter[]): Promise<void>
}
