/** A key of this service whose existence other services may ask about. */
export interface AnsweredKey {
  /** `service.key`, as the events call it. */
  readonly aggregate: string
  /** The key's name here: its register is `<key>_register`. */
  readonly key: string
  readonly relation: readonly [schema: string, relation: string]
  /** Columns of the key, in its order. */
  readonly columns: readonly string[]
  /** Names of the foreign keys that the answers stand for: a refusal carries one. */
  readonly constraints?: readonly string[]
}

/** What the key register says of one key. Numbers that count up for ever are decimal strings. */
export type KeyAnswer =
  | { readonly exists: true; readonly incarnation: string; readonly version: string; readonly closing?: true }
  /** With a version: the key was there, and is gone; what it was is a tombstone. */
  | { readonly exists: false; readonly incarnation?: string; readonly version?: string }

/** Answers about several keys of one register, as of one moment. */
export interface KeyAnswers {
  /** Rises when the database was restored. */
  readonly epoch: string
  /** Everything that happened up to this version is in the answers. */
  readonly mark: string
  /** In the order of the question. */
  readonly keys: readonly KeyAnswer[]
}
