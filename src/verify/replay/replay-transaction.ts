import { nameKey } from '../../core/identifier.ts'
import type { HistoryTransaction, Operation } from '../histories/history.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Acted } from './actor.ts'
import type { Difference } from './difference.ts'
import type { OriginalSide } from './original-side.ts'
import type { Outcome, Refusal } from './outcome.ts'
import { isSameOutcome } from './outcome.ts'
import type { Journey } from './settle.ts'
import { settle } from './settle.ts'
import type { SplitSide } from './split-side.ts'

/** One database and the split, with the same rows in them. */
export interface Sides {
  readonly original: OriginalSide
  readonly split: SplitSide
  readonly shapes: readonly RelationShape[]
  readonly serviceOf: (relation: string) => string
  /**
   * `schema.relation constraint` of the references whose keys the split refuses to change, or to delete unasked, at all, with
   * the service that refers.
   */
  readonly refusedByChoice: ReadonlyMap<string, RefusedByChoice>
}

export interface RefusedByChoice {
  readonly service: string
  /** Asking is no way either. */
  readonly evenAsked: boolean
}

/** What became of a transaction. */
export type Step =
  | { readonly became: 'accepted' }
  | { readonly became: 'refused'; readonly refusal: Refusal; readonly byChoice: boolean }
  /** No transaction, but a fault in what comes after it. */
  | { readonly became: 'broken'; readonly words: string }
  /** Over several services, in a way that one transaction for each cannot do: left out on both sides. */
  | { readonly became: 'unmapped' }
  /** From here on the sides are not the same any more, and nobody is wrong. */
  | { readonly became: 'parted'; readonly why: string }
  | { readonly became: 'different'; readonly difference: Difference }

/** Statements of each service, in order; undefined where one would have to come back to a service. */
export function partsOf(
  transaction: HistoryTransaction,
  serviceOf: (relation: string) => string,
): readonly (readonly [service: string, operations: HistoryTransaction])[] | undefined {
  const parts: [string, Operation[]][] = []
  for (const operation of transaction) {
    const service = serviceOf(nameKey(...operation.relation))
    if (parts.at(-1)?.[0] === service) parts.at(-1)![1].push(operation)
    else if (parts.some(([name]) => name === service)) return undefined
    else parts.push([service, [operation]])
  }
  return parts
}

/** Runs a transaction on both sides, and lets its events take effect, unless they are to be late. Rows are not compared here. */
export async function replayTransaction(
  sides: Sides,
  transaction: HistoryTransaction,
  journey: Journey | 'late',
): Promise<Step> {
  const parts = partsOf(transaction, sides.serviceOf)
  if (parts === undefined || parts.length === 0) return { became: 'unmapped' }
  if (parts.length > 1 && journey !== 'late') return replayParts(sides, parts, journey)
  const [service, operations] = parts[0]!
  const { step, written } = await replayOne(sides, service, operations, journey)
  return step.became !== 'accepted' || journey === 'late' ? step : settleAll(sides, written, journey)
}

/** Lets events take effect. */
export async function settleAll({ split }: Sides, services: Iterable<string>, journey: Journey): Promise<Step> {
  const [trouble] = await settle(split.services, services, journey)
  if (trouble === undefined) return { became: 'accepted' }
  return { became: 'different', difference: { kind: 'stuck', ...trouble } }
}

async function replayOne(
  sides: Sides,
  service: string,
  operations: HistoryTransaction,
  journey: Journey | 'late',
): Promise<{ readonly step: Step; readonly written: Iterable<string> }> {
  const { original } = sides
  const right = await original.begin([operations])
  const acted = await act(sides, service, operations, journey)
  const { outcome: made, written } = acted
  // Not before: what the split refuses by choice is taken back here too.
  await original.end(right === null && made === null ? 'COMMIT' : 'ROLLBACK')
  const byChoice = isByChoice(sides.refusedByChoice, service, acted)
  if (!byChoice && !isSameOutcome(right, made) && !(await isOneOfSeveral(original, operations, right, made)))
    return { step: { became: 'different', difference: { kind: 'verdict', service, original: right, split: made } }, written } // prettier-ignore
  if (made !== null) return { step: { became: 'refused', refusal: made, byChoice }, written }
  return { step: { became: 'accepted' }, written }
}

async function replayParts(
  sides: Sides,
  parts: readonly (readonly [service: string, operations: HistoryTransaction])[],
  journey: Journey,
): Promise<Step> {
  const { original } = sides
  const right = await original.begin(parts.map(([, operations]) => operations))
  await original.end(right === null ? 'COMMIT' : 'ROLLBACK')
  // A part that is refused would leave those before it.
  if (right !== null) return { became: 'unmapped' }
  for (const [service, operations] of parts) {
    const acted = await act(sides, service, operations, journey)
    const { outcome: made, written } = acted
    if (isByChoice(sides.refusedByChoice, service, acted))
      return { became: 'parted', why: 'a part of it was refused by choice' }
    if (made !== null)
      return { became: 'different', difference: { kind: 'verdict', service, original: null, split: made } }
    const step = await settleAll(sides, written, journey)
    if (step.became === 'different') return step
  }
  return { became: 'accepted' }
}

/** What a fault refuses is written again when it is over: nothing of it may have stayed. */
async function act(
  { split }: Sides,
  service: string,
  operations: HistoryTransaction,
  journey: Journey | 'late',
): Promise<Acted> {
  const side = split.services.get(service)!
  const striking = journey === 'late' || side.running === undefined ? [] : (journey.faults ?? [])
  for (const [{ onWrite, refusal }] of striking) {
    const end = await onWrite?.(side)
    if (end === undefined) continue
    const acted = await split.act(service, operations).finally(end)
    if (acted.outcome?.code !== refusal) return acted
  }
  return split.act(service, operations)
}

/** Whether a key was to go or to change that others refer to; a row that names none is refused as ever. */
export function isByChoice(
  refusedByChoice: Sides['refusedByChoice'],
  service: string,
  { outcome: made, mayBeByChoice }: Acted,
): boolean {
  if (mayBeByChoice === undefined || made === null) return false
  const referring = refusedByChoice.get(`${made.relation} ${made.constraint}`)
  if (referring === undefined || referring.service === service) return false
  return mayBeByChoice === 'unasked' || referring.evenAsked
}

/**
 * A statement that violates several foreign keys and CHECKs, its own or those of rows that follow, is refused with the name of one, and
 * which that is depends on when they were made. The split may name another than the original, if the original says the same without the first.
 */
export async function isOneOfSeveral(
  original: OriginalSide,
  operations: HistoryTransaction,
  right: Outcome,
  made: Outcome,
): Promise<boolean> {
  const left: Refusal[] = []
  let next = made === null ? null : right
  while (next !== null && /^23(503|001|514)$/.test(next.code)) {
    const { relation, constraint } = next
    if (left.some((each) => each.constraint === constraint && each.relation === relation)) return false
    left.push(next)
    next = await original.outcomeWithout(left, operations)
    if (isSameOutcome(next, made)) return true
  }
  return false
}
