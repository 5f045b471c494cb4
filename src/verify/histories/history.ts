/** Values by column, in PostgreSQL's text form; null is NULL. */
export type RowValues = Readonly<Record<string, string | null>>

interface OperationBase {
  /** Schema and name, plain. */
  readonly relation: readonly [schema: string, name: string]
}

/** One INSERT of one or several rows, which all have the same columns. */
export interface InsertRows extends OperationBase {
  readonly kind: 'insert'
  /** Gives values for columns that are GENERATED ALWAYS AS IDENTITY. */
  readonly overriding?: true
  readonly rows: readonly RowValues[]
}

/** One UPDATE of the rows that have these values. */
export interface UpdateRows extends OperationBase {
  readonly kind: 'update'
  readonly where: RowValues
  readonly set: RowValues
}

/** One DELETE of the rows that have these values. */
export interface DeleteRows extends OperationBase {
  readonly kind: 'delete'
  readonly where: RowValues
}

/** One UPDATE that raises a whole number in every row: many keys move at once. */
export interface ShiftRows extends OperationBase {
  readonly kind: 'shift'
  readonly column: string
  readonly by: number
}

/** One statement. */
export type Operation = InsertRows | UpdateRows | DeleteRows | ShiftRows

/** Statements that hold together or not at all. */
export type HistoryTransaction = readonly Operation[]

/** Something breaks while the events of the transactions after it take effect. */
export interface FaultStep {
  readonly kind: 'fault'
  /** As the registry of faults calls it. */
  readonly fault: string
  /** Of what is left to chance in it. */
  readonly seed: number
}

export type HistoryStep = HistoryTransaction | FaultStep

export function isFault(step: HistoryStep): step is FaultStep {
  return !Array.isArray(step)
}

/** A run of writes as a value that can be written as JSON and read back. */
export interface History {
  /** That it was made of. */
  readonly seed: number
  readonly steps: readonly HistoryStep[]
}
