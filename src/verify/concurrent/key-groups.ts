import { nameKey } from '../../core/identifier.ts'
import type { Operation, RowValues } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { SentTransaction } from './round.ts'
import { spellAlike } from '../replay/spell-alike.ts'

/**
 * Which rows and transactions can have to do with each other: those that share a key, by whatever way. Everything on a
 * relation with triggers or rules belongs together, as nobody knows what those do. Keys that may be one count as one.
 */
export class KeyGroups {
  readonly #shapes: ReadonlyMap<string, RelationShape>
  readonly #keys: ReadonlyMap<string, readonly (readonly string[])[]>
  readonly #parents = new Map<string, string>()

  /** `rows`: all that are known, by relation. `entangled`: relations of which everything belongs together. */
  constructor(shapes: readonly RelationShape[], rows: readonly Rows[], entangled: Iterable<string>) {
    this.#shapes = new Map(shapes.map((shape) => [shape.key, shape]))
    this.#keys = new Map(shapes.map((shape) => [shape.key, keysOf(shape, shapes)]))
    for (const relation of entangled) this.#join([whole(relation), 'entangled'])
    for (const each of rows) for (const [relation, list] of each) for (const row of list) this.#join(this.#namesOf(relation, row)) // prettier-ignore
  }

  /** Transactions by group, each in the order in which they came. */
  divide(transactions: readonly SentTransaction[], rows: readonly Rows[]): SentTransaction[][] {
    const names = transactions.map((each, at) => [`transaction ${at}`, ...each.operations.flatMap((operation) => this.#touchedBy(operation, rows))]) // prettier-ignore
    for (const each of names) this.#join(each)
    const groups = new Map<string, SentTransaction[]>()
    for (const [at, transaction] of transactions.entries()) {
      const group = this.#find(`transaction ${at}`)
      groups.set(group, [...(groups.get(group) ?? []), transaction])
    }
    this.#first = new Map(transactions.map((transaction, at) => [transaction, `transaction ${at}`]))
    return [...groups.values()]
  }

  #first: ReadonlyMap<SentTransaction, string> = new Map()

  /** Those rows that belong to a transaction's group. */
  select(rows: Rows, transaction: SentTransaction): Rows {
    const group = this.#find(this.#first.get(transaction)!)
    return new Map([...rows].map(([relation, list]) => [relation, list.filter((row) => this.#namesOf(relation, row).some((name) => this.#find(name) === group))])) // prettier-ignore
  }

  /** Names of what a statement may read or write; the whole relation where its rows cannot be told. */
  #touchedBy(operation: Operation, rows: readonly Rows[]): string[] {
    const relation = nameKey(...operation.relation)
    if (operation.kind === 'shift') return [whole(relation), ...this.#allOf(relation, rows)]
    if (operation.kind === 'insert') return operation.rows.flatMap((row) => this.#namesOf(relation, row))
    const identity = this.#shapes.get(relation)?.identity
    const isOne = identity !== null && identity !== undefined && identity.every((name) => Object.hasOwn(operation.where, name)) // prettier-ignore
    const set = operation.kind === 'update' ? operation.set : {}
    if (!isOne) return [whole(relation), ...this.#allOf(relation, rows)]
    const found = rows.flatMap((each) => (each.get(relation) ?? []).filter((row) => identity.every((name) => row[name] === operation.where[name]))) // prettier-ignore
    const before = found.length === 0 ? [operation.where] : found
    // What a row of this round was that nobody kept is not known in all its columns.
    const isKnown = found.length > 0 || Object.keys(set).length === 0
    return [
      ...before.flatMap((row) => [...this.#namesOf(relation, row), ...this.#namesOf(relation, { ...row, ...set })]),
      ...(isKnown ? [] : [whole(relation), ...this.#allOf(relation, rows)]),
    ]
  }

  #allOf(relation: string, rows: readonly Rows[]): string[] {
    return rows.flatMap((each) => (each.get(relation) ?? []).flatMap((row) => this.#namesOf(relation, row)))
  }

  /** Names that a row shares with what has to do with it. */
  #namesOf(relation: string, row: RowValues): string[] {
    const own = (this.#keys.get(relation) ?? []).flatMap((columns) => nameOf(relation, columns, row))
    const referred = (this.#shapes.get(relation)?.references ?? []).flatMap(
      ({ columns, referenced, referencedColumns }) =>
      nameOf(referenced, referencedColumns, Object.fromEntries(columns.map((name, at) => [referencedColumns[at]!, row[name] ?? null]))), // prettier-ignore
    )
    const entangled = this.#parents.has(whole(relation)) ? [whole(relation)] : []
    return [...own, ...referred, ...entangled]
  }

  #join(names: readonly string[]): void {
    const [first, ...more] = names
    if (first === undefined) return
    const root = this.#find(first)
    for (const name of more) this.#parents.set(this.#find(name), root)
  }

  #find(name: string): string {
    let at = name
    for (;;) {
      const parent = this.#parents.get(at)
      if (parent === undefined) this.#parents.set(at, at)
      if (parent === undefined || parent === at) return at
      at = parent
    }
  }
}

/** Columns that tell rows apart or are referred to: the identity, each that is unique, and each referenced key. */
function keysOf(shape: RelationShape, shapes: readonly RelationShape[]): (readonly string[])[] {
  const referred = shapes.flatMap(({ references }) => references).filter(({ referenced }) => referenced === shape.key)
  const unique = shape.columns.filter((column) => column.unique).map(({ name }) => [name])
  return [...(shape.identity === null ? [shape.columns.map(({ name }) => name)] : [shape.identity]), ...unique, ...referred.map(({ referencedColumns }) => referencedColumns)] // prettier-ignore
}

/** Nothing where a part of the key is NULL or not given. */
function nameOf(relation: string, columns: readonly string[], row: RowValues): string[] {
  const sorted = columns.toSorted()
  const values = sorted.map((name) => row[name])
  if (values.some((value) => typeof value !== 'string')) return []
  return [JSON.stringify([relation, sorted, values.map((value) => spellAlike(value!))])]
}

function whole(relation: string): string {
  return JSON.stringify([relation])
}
