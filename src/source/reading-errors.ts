import type { SourceFile } from '../catalog/statement.ts'
import type { Diagnostic } from '../core/diagnostic.ts'
import { FountainError } from '../core/fountain-error.ts'
import type { RawStatement, SplitFault } from './split-statements.ts'

const faults = {
  'copy-without-end': {
    message: 'the rows of COPY … FROM stdin have no end: the line \\. is missing',
    hint: 'The file was probably cut short; make the dump again.',
  },
  'unterminated-quote': {
    message: 'a quoted text is never closed',
    hint: 'The file was probably cut short, or a quote is missing before this place.',
  },
  'unterminated-comment': {
    message: 'a comment is never closed',
    hint: 'The file was probably cut short, or a */ is missing.',
  },
} as const

/** The text ends in the middle of something. */
export function faultError(file: SourceFile, fault: SplitFault): FountainError {
  const evidence = file.positions.evidence(fault.at, file.bytes.length)
  const { message, hint } = faults[fault.code]
  return new FountainError(fault.code, `${place(evidence)}: ${message}`, { hint, evidence })
}

/** No grammar takes the statement. `at` counts code points from its start. */
export function refusalError(
  file: SourceFile,
  raw: RawStatement,
  refusal: { readonly message: string; readonly at: number },
): FountainError {
  const text = file.bytes.toString('utf8', raw.textStart, raw.sqlEnd)
  const before = [...text].slice(0, refusal.at).join('')
  const at = raw.textStart + Buffer.byteLength(before)
  const evidence = file.positions.evidence(at, raw.sqlEnd)
  return new FountainError('unparsable-statement', `${place(evidence)}: ${refusal.message}`, {
    hint: hintFor(text, before.length, raw.variables),
    evidence: { ...evidence, text: evidence.text === '' ? file.positions.evidence(raw.textStart, raw.sqlEnd).text : evidence.text }, // prettier-ignore
  })
}

/** The same as a diagnostic, where the reading goes on: its place is told beside it. */
export function asDiagnostic(file: SourceFile, error: FountainError): Diagnostic {
  const { code, evidence, hint } = error
  const message = evidence === undefined ? error.message : error.message.replace(`${place(evidence)}: `, '')
  return {
    code,
    severity: 'error',
    subject: file.name,
    message,
    hint: hint.replace(goOn, ''),
    ...(evidence && { evidence }),
  }
}

const goOn = ', or go on without it: --keep-going (it is then reported)'

/** Words that begin statements, and with which the next one begins where a semicolon was left out. */
const firstWords =
  `alter analyze begin call comment commit copy create delete do drop grant insert lock merge refresh revoke
  rollback select set start truncate update with values`.split(/\s+/)

function hintFor(text: string, at: number, variables: boolean): string {
  if (/`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|^\s*DELIMITER\b|\bUNSIGNED\b/i.test(text))
    return 'This looks like MySQL. Only PostgreSQL is read: load it there (pgloader does this) and give a pg_dump.'
  if (/\bAUTOINCREMENT\b|^\s*PRAGMA\b/i.test(text)) return 'This looks like SQLite. Only PostgreSQL is read.'
  if (/\[\w+\]|^\s*GO\s*$/im.test(text) && /\bIDENTITY\s*\(|\bNVARCHAR\b/i.test(text))
    return 'This looks like SQL Server. Only PostgreSQL is read.'
  if (/\b(N?VARCHAR2|NUMBER)\s*\(|\bBYTE\)|^\s*\/\s*$/im.test(text))
    return 'This looks like Oracle. Only PostgreSQL is read: load it there (ora2pg does this) and give a pg_dump.'
  if (variables)
    return 'It uses a psql variable (:name), whose value is not known here: put the value in, or give a pg_dump.'
  if (at === 0 && !/^[a-z(]/i.test(text)) return 'This does not begin like SQL: is it the right file?'
  const word = /^\w+/.exec(text.slice(at))?.[0].toLowerCase() ?? ''
  if (at > 0 && firstWords.includes(word) && /\n[ \t]*$/.test(text.slice(0, at)))
    return `A semicolon seems to be missing before this place${goOn}.`
  return `Mend the statement${goOn}.`
}

function place(evidence: { readonly file: string; readonly line: number; readonly column: number }): string {
  return `${evidence.file}:${evidence.line}:${evidence.column}`
}
