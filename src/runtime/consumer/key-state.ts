import type { KeyEvent, KeyValues } from '../envelope.ts'

/** A key as the texts of its columns, in their order. */
export type KeyTexts = readonly (string | null)[]

/** What is known of one key. Version 0: nothing yet. */
export interface KeyState {
  readonly key: KeyTexts
  readonly epoch: bigint
  readonly incarnation: bigint
  readonly version: bigint
  readonly alive: boolean
  /** What the key became at its death, if it changed into another. */
  readonly successor: KeyTexts | undefined
  /** A release, or a change, of the key is under way. */
  readonly closing?: boolean
}

/** Whether an event tells more than is known: the greatest (epoch, incarnation, version) wins, and dead wins ties. */
export function isNewer(event: KeyEvent, state: KeyState): boolean {
  if (event.epoch !== state.epoch) return event.epoch > state.epoch
  if (event.incarnation !== state.incarnation) return event.incarnation > state.incarnation
  if (event.version !== state.version) return event.version > state.version
  return event.event !== 'created' && state.alive
}

/** Whether everything that came before the event is known. A later epoch does not continue what it replaces. */
export function isNext(event: KeyEvent, state: KeyState): boolean {
  if (event.epoch === state.epoch) return event.previous <= state.version
  return event.epoch < state.epoch || event.previous === 0n || state.epoch > 0n
}

/** What is known after an event that is newer. */
export function learn(event: KeyEvent, columns: readonly string[]): KeyState {
  const { key, successor } = event.envelope.data
  return {
    key: keyTexts(key, columns),
    epoch: event.epoch,
    incarnation: event.incarnation,
    version: event.version,
    alive: event.event === 'created',
    successor: event.event === 'key-changed' && successor !== undefined ? keyTexts(successor, columns) : undefined,
  }
}

export function keyTexts(values: KeyValues, columns: readonly string[]): KeyTexts {
  return columns.map((column) => {
    const value = values[column]
    if (value === undefined) throw new Error(`an event lacks the key column ${column}`)
    return value === null ? null : String(value)
  })
}
