import type { KeyValues } from '../envelope.ts'
import type { ReleaseMessage } from './release-message.ts'

/** A message of a release as it travels: with the key's columns, and the epoch of the service that owns it. */
export interface ReleaseLetter {
  readonly format: 1
  readonly message: ReleaseMessage
  readonly values: KeyValues
  readonly epoch: string
}

/** Carries letters to another service's worker. Anything may be lost, come twice, and in any order: what matters is said again. */
export interface ReleasePost {
  send(service: string, letters: readonly ReleaseLetter[]): Promise<void>
}

/** Letters of one release and one type, as what was asked together is judged together. */
export function heardTogether<Item>(all: readonly Item[], letterOf: (item: Item) => ReleaseLetter): Item[][] {
  const together = new Map<string, Item[]>()
  for (const item of all) {
    const { id, type } = letterOf(item).message
    const name = JSON.stringify([id, type])
    together.set(name, [...(together.get(name) ?? []), item])
  }
  return [...together.values()]
}

/** How messages name a key: its aggregate and its canonical text, as one. */
export function keyOf(aggregate: string, subject: string): string {
  return JSON.stringify([aggregate, subject])
}

export function partsOf(key: string): readonly [aggregate: string, subject: string] {
  return JSON.parse(key) as [string, string]
}
