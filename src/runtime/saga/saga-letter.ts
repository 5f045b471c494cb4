import type { SagaData } from './saga.ts'

/** Why a saga was taken back. */
export interface RefusedStep {
  readonly service: string
  readonly step: string
  readonly message: string
  /** As PostgreSQL tells them, where it was what refused. */
  readonly code?: string
  readonly constraint?: string
}

/** `do` a step, `undo` it because a later one refused, or hear that the run came to its `end`. May come twice. */
export interface SagaLetter {
  readonly saga: string
  readonly instance: string
  /** The last one that was taken, at the end. */
  readonly step: string
  readonly act: 'do' | 'undo' | 'end'
  readonly data: SagaData
  /** The service in which the run was begun, which hears of its end. */
  readonly origin: string
  readonly refusal?: RefusedStep
}

/** A letter and the service that is to have it. */
export interface SagaPosting {
  readonly to: string
  readonly letter: SagaLetter
  /** Not at once: what it asks for was begun, and is not over yet. */
  readonly later?: true
}

/** Carries letters to another service; settles when they are kept there. */
export interface SagaPost {
  send(service: string, letters: readonly SagaLetter[]): Promise<void>
}
