import type { Column } from '../catalog/object.ts'
import type { AskedNames } from './asked-names.ts'
import type { ColumnName } from './column-name.ts'
import type { NameRead } from './name-read.ts'
import type { KeyTarget, Scene, SceneRelation } from './scene.ts'

/**
 * What one observation says. Weights are logarithms of odds and add up: 0 says nothing, 3 is twenty to one, and
 * -Infinity rules the reference out.
 */
export interface Weight {
  readonly weight: number
  /** A few words for people, to stand in a list; empty where it goes without saying. */
  readonly because: string
}

/** Takes a name that means a key, glued. Thousands of keys have dozens each, few of which are heard: the reason is made for these. */
export type Say = (glued: string, weight: number, because: () => string) => void

/** A way in which a key may be called by a column that references it. */
export interface Spelling {
  readonly id: string
  /** May leave out names that nobody asks for. */
  spell(target: KeyTarget, scene: Scene, asked: AskedNames, say: Say): void
}

/** A way to read a referencing column's name: what is left when what says something else is taken off. */
export interface Reading {
  readonly id: string
  /** Whether it looks at nothing but the words, so that a name needs to be read once. */
  readonly byWordsAlone: boolean
  read(name: ColumnName, owner: SceneRelation, scene: Scene, say: (read: NameRead) => void): void
}

/** A column, and a key whose name fits it. */
export interface Candidate {
  readonly owner: SceneRelation
  readonly column: Column
  readonly target: KeyTarget
  /** The id of the spelling that led to it; empty: its comment did. */
  readonly spelling: string
}

/** What else speaks for or against a candidate. */
export interface Weighing {
  readonly id: string
  weigh(candidate: Candidate, scene: Scene): Weight | undefined
}
