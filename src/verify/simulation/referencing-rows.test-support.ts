export type RowAction = 'cascade' | 'set null'

/** Rows of a referencing relation by id, each with the key that it names; null names none. */
export class ReferencingRows {
  readonly onDelete: RowAction
  readonly onUpdate: RowAction
  #rows: Map<number, string | null>

  constructor(onDelete: RowAction, onUpdate: RowAction, rows: ReadonlyMap<number, string | null> = new Map()) {
    this.onDelete = onDelete
    this.onUpdate = onUpdate
    this.#rows = new Map(rows)
  }

  get entries(): ReadonlyMap<number, string | null> {
    return this.#rows
  }

  insert(id: number, key: string | null): void {
    this.#rows.set(id, key)
  }

  /** What the foreign key does after a referenced key went. */
  keyDeleted(key: string): void {
    for (const [id, named] of this.#rows) {
      if (named !== key) continue
      if (this.onDelete === 'cascade') this.#rows.delete(id)
      else this.#rows.set(id, null)
    }
  }

  /** The same after it changed. */
  keyChanged(from: string, to: string): void {
    this.move(from, this.onUpdate === 'cascade' ? to : null)
  }

  move(from: string, to: string | null): void {
    for (const [id, named] of this.#rows) if (named === from) this.#rows.set(id, to)
  }

  copy(): ReferencingRows {
    return new ReferencingRows(this.onDelete, this.onUpdate, this.#rows)
  }
}
