/** Where something is written in the user's input. */
export interface Evidence {
  /** As the user named it, forward slashes; `-` for standard input. */
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, counted in code points. */
  readonly column: number
  /** The SQL excerpt, on one line, at most 200 code points. */
  readonly text: string
}

export type Severity = 'error' | 'warning' | 'info'

/** A finding about the user's schema. Returned, never thrown. */
export interface Diagnostic {
  /** Stable, kebab-case. */
  readonly code: string
  readonly severity: Severity
  /** The thing it is about: a qualified name, a service, a file. */
  readonly subject: string
  readonly message: string
  /** What to do about it; empty where there is nothing to say. */
  readonly hint: string
  readonly evidence?: Evidence
}
