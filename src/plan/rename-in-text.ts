import type { QualifiedName } from '../core/identifier.ts'
import { quoteName } from '../core/identifier.ts'
import type { Token } from '../core/sql-lexer.ts'
import { tokens } from '../core/sql-lexer.ts'
import type { Edit } from './split-plan.ts'
import { dollar, point } from '../core/byte.ts'

export interface Renaming {
  readonly from: QualifiedName
  /** The schema that it stands in from now on. */
  readonly schema: string
  /** Byte offsets at which its name is known to stand, with or without a schema. */
  readonly places: ReadonlySet<number>
  /** The statement itself is about it: the first time its bare name stands there, it means it. */
  readonly isSubject: boolean
}

/**
 * The edits that give an object another schema wherever a statement names it: with its schema anywhere, in dollar-quoted
 * bodies too; without one only where that is known to mean it.
 */
export function renameInText(bytes: Buffer, start: number, end: number, renaming: Renaming): Edit[] {
  const edits: Edit[] = []
  let isSubject = renaming.isSubject
  const { from, places } = renaming
  const schema = quoteName(renaming.schema)
  const scan = (at: number, stop: number): void => {
    const list = [...tokens(bytes, at, stop)]
    for (const [position, token] of list.entries()) {
      if (token.kind === 'string' && bytes[token.start] === dollar) {
        const tag = bytes.indexOf(dollar, token.start + 1) + 1 - token.start
        scan(token.start + tag, token.end - tag)
        continue
      }
      if (isDot(bytes, list[position - 1])) continue
      const name = nameOf(bytes, token)
      const next = list[position + 2]
      if (isDot(bytes, list[position + 1])) {
        if (name !== from.schema || next === undefined || nameOf(bytes, next) !== from.name) continue
        edits.push({ start: token.start, end: token.end, text: schema })
      } else if (name === from.name && (places.has(token.start) || isSubject))
        edits.push({ start: token.start, end: token.start, text: `${schema}.` })
      else continue
      isSubject = false
    }
  }
  scan(start, end)
  return edits
}

function isDot(bytes: Buffer, token: Token | undefined): boolean {
  return token?.kind === 'punctuation' && bytes[token.start] === point
}

/** The name as PostgreSQL reads it; undefined for what is none. */
function nameOf(bytes: Buffer, token: Token): string | undefined {
  const text = bytes.toString('utf8', token.start, token.end)
  if (token.kind === 'word') return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return token.kind === 'quoted-name' && text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : undefined
}
