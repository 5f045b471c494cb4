import type { ClientBase } from 'pg'

/** What a saga carries from step to step: JSON. */
export type SagaData = Readonly<Record<string, unknown>>

/** Thrown by a step that refuses: what was done before it is taken back. What PostgreSQL refuses of the data refuses too. */
export class SagaRefusal extends Error {
  override readonly name = 'SagaRefusal'
}

/** Does the step's part, in the transaction that also keeps that it was done: it happens once. May return what later steps are to know. */
export type SagaAct<Data> = (client: ClientBase, data: Data) => Promise<Partial<Data> | void>

/**
 * Takes the step's part back, once, where a later step refused. Must not refuse; what throws is tried again. `later`: what it did is
 * kept, and it is called again, before any step before it is taken back.
 */
export type SagaUndo<Data> = (client: ClientBase, data: Data) => Promise<void | 'later'>

export interface SagaStepOptions {
  /**
   * Foreign keys to rows of earlier steps, whose keys may come later than the message: where one of these refuses, the step is
   * tried again for a while before that is a refusal.
   */
  readonly awaits?: readonly string[]
}

export interface SagaStep extends SagaStepOptions {
  readonly name: string
  /** Whose database it writes to. */
  readonly service: string
  /** None where another service's code has it: its name and its place are enough here. */
  readonly run?: SagaAct<SagaData>
  readonly compensate?: SagaUndo<SagaData>
}

/** An operation over several services that was one transaction: steps in their order, the same for every service that has a part in it. */
export class Saga<Data extends object = SagaData> {
  readonly name: string
  readonly steps: readonly SagaStep[]
  /** For the compiler only: what the saga carries. */
  declare readonly data: Data

  constructor(name: string, steps: readonly SagaStep[]) {
    this.name = name
    this.steps = steps
  }

  /** Adds a step after the others. Names are kept in databases: one that has run must keep its place. */
  step(
    service: string,
    name: string,
    run: SagaAct<Data>,
    compensate?: SagaUndo<Data>,
    options: SagaStepOptions = {},
  ): Saga<Data> {
    // What it is called with is what the saga carries, read from where it was kept as JSON.
    const own = { run, compensate } as { run: SagaAct<SagaData>; compensate?: SagaUndo<SagaData> }
    return this.#add({ name, service, run: own.run, ...(compensate && { compensate: own.compensate! }), ...options })
  }

  /** Adds a step that only another service's code can do. */
  elsewhere(service: string, name: string): Saga<Data> {
    return this.#add({ name, service })
  }

  /** The same steps under another name, to add some to: both may run. `More`: what those carry besides. */
  named<More extends object = Data>(name: string): Saga<Data & More> {
    return new Saga(name, this.steps)
  }

  #add(step: SagaStep): Saga<Data> {
    if (this.steps.some(({ name }) => name === step.name))
      throw new Error(`saga ${this.name} has two steps named ${step.name}`)
    return new Saga(this.name, [...this.steps, step])
  }
}

/** `saga('commission').step('playwrights', 'playwright', insert, remove).step('scripts', 'script', insert, remove)` */
export function saga<Data extends object = SagaData>(name: string): Saga<Data> {
  return new Saga(name, [])
}
