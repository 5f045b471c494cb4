import { nameKey } from '../../core/identifier.ts'
import type { Fault } from '../faults/fault.ts'
import { faults } from '../faults/fault-registry.ts'
import type { FaultStep, HistoryStep, HistoryTransaction } from '../histories/history.ts'
import { isFault } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import { SeededRandom } from '../histories/seeded-random.ts'
import type { Arena } from './arena.ts'
import type { Difference, Unrepeatable } from './difference.ts'
import { commonRows, findRowDifference, findUnrepeatable } from './difference.ts'
import type { Sides, Step } from './replay-transaction.ts'
import { partsOf, replayTransaction, settleAll } from './replay-transaction.ts'
import type { Journey } from './settle.ts'
import type { Trouble } from './trouble.ts'

/** What a run came to. */
export interface Replayed {
  readonly history: readonly HistoryStep[]
  /** One for each of them. */
  readonly steps: readonly Step[]
  /** After the last of them, where there is one. */
  readonly difference: Difference | undefined
}

/** What is not the same twice on one database, found as runs go on. */
export interface Repeatability {
  columns: Unrepeatable
  /** Nothing more is looked for. */
  complete?: boolean
}

/** What is drawn next of the rows that are there; undefined ends the run. */
export type Next = (rows: Rows, count: number) => HistoryStep | undefined

/** So many transactions at most are late. */
const mostLate = 4

/**
 * Runs a history on both sides, step by step, until there is no next one or something is different. Rows are compared
 * whenever everything has come to rest, which is after each transaction unless its events are late.
 */
export async function replayHistory(
  arena: Arena,
  sides: Sides,
  next: Next,
  known: Repeatability,
  { arrivals, watch }: { arrivals?: Journey['arrivals']; watch?: (step: Step, of: HistoryStep) => void } = {},
): Promise<Replayed> {
  const run = new Run(arena, sides, known, arrivals)
  for (;;) {
    const drawn = next(run.rows ?? (await run.start()), run.history.length)
    if (drawn === undefined) await run.rest()
    else if (isFault(drawn)) await run.break(drawn)
    else if (await run.comeToRestBefore(drawn)) await run.write(drawn)
    const last = run.steps.at(-1)
    if (drawn !== undefined && last !== undefined) watch?.(last, run.history.at(-1)!)
    if (last?.became === 'different') return { ...run.result(), difference: last.difference }
    if (drawn === undefined || last?.became === 'parted') return { ...run.result(), difference: undefined }
  }
}

class Run {
  readonly history: HistoryStep[] = []
  readonly steps: Step[] = []
  rows: Rows | undefined
  readonly #arena: Arena
  readonly #sides: Sides
  readonly #known: Repeatability
  readonly #arrivals: Journey['arrivals']
  #faults: FaultStep[] = []
  #ending: (() => Promise<readonly Trouble[]>) | undefined
  /** Transactions whose events are late, by service. */
  #late: string[] = []

  constructor(arena: Arena, sides: Sides, known: Repeatability, arrivals: Journey['arrivals']) {
    this.#arena = arena
    this.#sides = sides
    this.#known = known
    this.#arrivals = arrivals
  }

  async start(): Promise<Rows> {
    return (this.rows = await this.#sides.original.rows())
  }

  result(): Pick<Replayed, 'history' | 'steps'> {
    return { history: this.history, steps: this.steps }
  }

  /** Nothing that came after could be compared. */
  get isOver(): boolean {
    const became = this.steps.at(-1)?.became
    return became === 'different' || became === 'parted'
  }

  async break(fault: FaultStep): Promise<void> {
    const { words, onBegin } = findFault(fault)
    // What ends the history strikes what is at rest, once.
    if (onBegin !== undefined) {
      await this.rest()
      if (this.isOver) return
      this.#ending ??= await onBegin(this.#sides.split.services, new SeededRandom(fault.seed))
    }
    this.#faults.push(fault)
    this.history.push(fault)
    this.steps.push({ became: 'broken', words })
  }

  /** What is late must not change a verdict: only the service that wrote it may go on, if nothing comes back to it. */
  async comeToRestBefore(transaction: HistoryTransaction): Promise<boolean> {
    const isTooMuch = this.#late.length >= mostLate || this.#mayAsk(transaction)
    if (this.#late.length > 0 && (isTooMuch || !this.#mayBeLate(transaction))) await this.rest()
    return !this.isOver
  }

  async write(transaction: HistoryTransaction): Promise<void> {
    const late = this.#mayBeLate(transaction)
    const journey = late ? ('late' as const) : this.#journey()
    const step = await replayTransaction(this.#sides, transaction, journey)
    this.history.push(transaction)
    this.steps.push(step)
    if (step.became !== 'accepted') return
    if (late) {
      this.#late.push(this.#serviceOf(transaction)!)
      this.rows = await this.#sides.original.rows()
    } else await this.#compare()
  }

  /** Lets what is late arrive, and compares. */
  async rest(): Promise<void> {
    if (this.#late.length === 0) return
    const step = await settleAll(this.#sides, new Set(this.#late), this.#journey())
    this.#late = []
    if (step.became === 'different') this.steps[this.steps.length - 1] = step
    else await this.#compare()
  }

  /** Who is asked waits for what is late, and that does not come while the transaction stands open on the other side. */
  #mayAsk([operation, ...more]: HistoryTransaction): boolean {
    if (operation === undefined || more.length > 0 || operation.kind === 'insert') return false
    const [schema, name] = operation.relation
    const side = this.#sides.split.services.get(this.#sides.serviceOf(nameKey(schema, name)))
    return (side?.running?.service.description.publishes ?? []).some(
      ({ relation, voters = [], changeVoters = [] }) =>
        relation[0] === schema && relation[1] === name && voters.length + changeVoters.length > 0,
    )
  }

  #mayBeLate(transaction: HistoryTransaction): boolean {
    const service = this.#serviceOf(transaction)
    if (service === undefined || !this.#arena.standsAlone(service)) return false
    return this.#faults.some((each) => findFault(each).delays === true) && this.#late.every((each) => each === service)
  }

  /** Of a transaction on one. */
  #serviceOf(transaction: HistoryTransaction): string | undefined {
    const parts = partsOf(transaction, this.#sides.serviceOf)
    return parts?.length === 1 ? parts[0]![0] : undefined
  }

  #journey(): Journey {
    const faults = this.#faults.map((each) => [findFault(each), new SeededRandom(each.seed)] as const)
    return { faults, ...(this.#arrivals === undefined ? {} : { arrivals: this.#arrivals }) }
  }

  async #end(ending: () => Promise<readonly Trouble[]>): Promise<void> {
    const [trouble] = await ending()
    this.steps[this.steps.length - 1] =
      trouble === undefined
        ? { became: 'parted', why: 'the services are not what one database would be from here on' }
        : { became: 'different', difference: { kind: 'stuck', ...trouble } }
  }

  async #compare(): Promise<void> {
    this.#faults = []
    const { original, split, shapes, serviceOf } = this.#sides
    const [rows, found] = await Promise.all([original.rows(), split.rows()])
    this.rows = commonRows(rows, found)
    const compare = () => findRowDifference(shapes, serviceOf, rows, found, this.#known.columns)
    let difference = compare()
    if (difference !== undefined && this.#known.complete !== true) {
      const more = await repeatOriginal(this.#arena, this.history, this.steps, rows)
      this.#known.columns = mergeUnrepeatable(this.#known.columns, more)
      difference = compare()
    }
    if (difference !== undefined) this.steps[this.steps.length - 1] = { became: 'different', difference }
    else if (this.#ending !== undefined) await this.#end(this.#ending)
  }
}

/** As the registry has it; stories are checked when they are read. */
function findFault({ fault }: FaultStep): Fault {
  return faults.find(({ id }) => id === fault)!
}

/** The same once more on one database: what comes out otherwise there is no difference of the split's. */
async function repeatOriginal(
  arena: Arena,
  history: readonly HistoryStep[],
  steps: readonly Step[],
  rows: Rows,
): Promise<Unrepeatable> {
  const original = await arena.repeatOriginal()
  for (const [at, step] of steps.entries()) {
    const transaction = history[at]!
    if (step.became !== 'accepted' || isFault(transaction)) continue
    await original.begin([transaction])
    await original.end('COMMIT')
  }
  return findUnrepeatable(arena.shapes.values(), rows, await original.rows())
}

export function mergeUnrepeatable(a: Unrepeatable, b: Unrepeatable): Unrepeatable {
  const result = new Map(a)
  for (const [key, columns] of b) result.set(key, new Set([...(result.get(key) ?? []), ...columns]))
  return result
}
