import type { ClientBase } from 'pg'

/** What a saga carries from step to step: JSON. */
export type SagaData = Readonly<Record<string, unknown>>

/** Thrown by a step that refuses: what was done before it is taken back. Integrity violations of PostgreSQL refuse too. */
export class SagaRefusal extends Error {
  override readonly name = 'SagaRefusal'
}

export interface SagaStep {
  readonly name: string
  /** Whose database it writes to. */
  readonly service: string
  /**
   * Does the step's part, in the transaction that also keeps that it was done: it happens once. May return what later steps
   * are to know.
   */
  run(client: ClientBase, data: SagaData): Promise<SagaData | void>
  /** Takes it back, once, where a later step refused. Must not refuse; what throws is tried again. */
  compensate?(client: ClientBase, data: SagaData): Promise<void>
}

/** An operation over several services that was one transaction: steps in their order, the same for every service that has a part in it. */
export class Saga {
  readonly name: string
  readonly steps: readonly SagaStep[]

  constructor(name: string, steps: readonly SagaStep[]) {
    this.name = name
    this.steps = steps
  }

  /** Adds a step after the others. Names are kept in databases: one that has run must keep its place. */
  step(service: string, name: string, run: SagaStep['run'], compensate?: SagaStep['compensate']): Saga {
    if (this.steps.some((step) => step.name === name)) throw new Error(`saga ${this.name} has two steps named ${name}`)
    return new Saga(this.name, [...this.steps, { name, service, run, ...(compensate && { compensate }) }])
  }
}

/** `saga('commission').step('playwrights', 'playwright', insert, remove).step('scripts', 'script', insert, remove)` */
export function saga(name: string): Saga {
  return new Saga(name, [])
}
