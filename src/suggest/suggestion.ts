import type { CouplingEnd, CouplingKind } from '../coupling/coupling.ts'

/** What a boundary costs. */
export interface Cut {
  /** Foreign keys, declared or confirmed, and how many of them cross. */
  readonly keys: number
  readonly crossing: number
  /** Crossing keys by what they do on delete: `cascade`, `no action`, … */
  readonly byAction: Readonly<Record<string, number>>
  /** References that no constraint declares, and how many of them cross. */
  readonly implied: number
  readonly impliedCrossing: number
  /** What else would be cut, by kind. */
  readonly others: Readonly<Partial<Record<CouplingKind, number>>>
  /** Services that need each other in a circle, sorted. */
  readonly circles: readonly (readonly string[])[]
}

export interface ProposedService {
  readonly name: string
  /** As the configuration writes them: quoted where SQL must. Sorted. */
  readonly relations: readonly string[]
}

/** A relation whose ties pull it almost as much, or more, to another service. */
export interface Undecided {
  readonly relation: string
  readonly service: string
  readonly other: string
  /** The sum of its ties to either; no unit, only to be compared. */
  readonly own: number
  readonly pull: number
}

export interface Proposal {
  /** Sorted by name. */
  readonly services: readonly ProposedService[]
  readonly cut: Cut
  /** Those that could go either way, the most torn first. */
  readonly undecided: readonly Undecided[]
  /** Relations that nothing ties to any other: they may go anywhere. */
  readonly unattached: readonly string[]
}

/** Something that crosses, as a move gains or loses it. */
export interface MovedCrossing {
  readonly kind: CouplingKind | 'implied'
  readonly from: CouplingEnd
  readonly to: CouplingEnd
  /** Of foreign keys: what they do on delete. */
  readonly action?: string
}

/** What it costs to give a relation to another service. */
export interface Move {
  readonly relation: string
  readonly from: string
  readonly to: string
  readonly gained: readonly MovedCrossing[]
  readonly lost: readonly MovedCrossing[]
  readonly before: Cut
  readonly after: Cut
}

/** What `suggest` answers: JSON-able as it is. */
export interface Suggestion {
  readonly schemaVersion: 1
  readonly source: { readonly kind: string; readonly files: readonly string[] }
  readonly relations: number
  /** The first is the one to begin with. Where moves were asked for, the one that they start from, if it is a proposal. */
  readonly proposals: readonly Proposal[]
  /** In the order in which they were asked for, each on top of those before. */
  readonly moves: readonly Move[]
}
