/** Why a transaction was refused. */
export interface Refusal {
  /** Which of its statements, from 1; 0: the commit; undefined where the answer came otherwise. */
  readonly statement: number | undefined
  /** SQLSTATE */
  readonly code: string
  readonly constraint: string | undefined
  /** `schema.relation`, plain, of the constraint. */
  readonly relation: string | undefined
  readonly message: string
}

/** null: it was accepted. */
export type Outcome = Refusal | null

/** What PostgreSQL said; an error that is none of its own goes on. */
export function refusalOf(error: unknown, statement: number): Refusal {
  const { code = '', constraint, schema, table, message } = error as Record<string, string | undefined>
  if (!isSqlstate(code) || /^(08|57)/.test(code)) throw error
  const relation = schema !== undefined && table !== undefined ? `${schema}.${table}` : undefined
  return { statement, code, constraint, relation, message: message ?? '' }
}

/** Same place, where both have one, same SQLSTATE, same constraint. */
export function isSameOutcome(a: Outcome, b: Outcome): boolean {
  if (a === null || b === null) return a === b
  const isSamePlace = a.statement === undefined || b.statement === undefined || a.statement === b.statement
  return isSamePlace && a.code === b.code && a.constraint === b.constraint && a.relation === b.relation
}

/** Whether it was the connection that failed, or the server that was going or coming. */
export function isLost(error: unknown): boolean {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string }
  if (isSqlstate(code)) return /^(08|57P0)/.test(code)
  return /^(ECONN|EPIPE|ENOTCONN)/.test(code) || /^(Connection terminated|Client has encountered a connection error)/.test(message) // prettier-ignore
}

/** Five signs are PostgreSQL's; Node has codes too. */
function isSqlstate(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code)
}
