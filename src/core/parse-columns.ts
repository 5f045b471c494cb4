import { FountainError } from './fountain-error.ts'
import type { QualifiedName } from './identifier.ts'
import { parseQualifiedName } from './parse-name.ts'

/** `schema.relation(column, column)`, as configuration and reports write one end of a reference. */
export interface NamedColumns extends QualifiedName {
  readonly columns: readonly string[]
}

const shape = /^((?:"(?:[^"]|"")*"|[^"(])+)\(((?:"(?:[^"]|"")*"|[^")])*)\)$/
const column = /\s*(?:"((?:[^"]|"")+)"|([^",\s]+))\s*(?:,|$)/y

/** Reads one end as SQL would, quotes and all; without a schema it is in public. Throws FountainError, exit 2. */
export function parseColumns(text: string): NamedColumns {
  const match = shape.exec(text.trim())
  const columns = match === null ? [] : splitColumns(match[2]!)
  if (match === null || columns.length === 0)
    throw new FountainError('invalid-name', `${JSON.stringify(text)} is not of the form schema.relation(column)`, {
      hint: 'Quote a part as in SQL where it has capitals, dots or hyphens: "scripts-schema".script(author_id)',
    })
  return { ...parseQualifiedName(match[1]!.trim()), columns }
}

function splitColumns(text: string): string[] {
  const columns: string[] = []
  for (column.lastIndex = 0; column.lastIndex < text.length;) {
    const match = column.exec(text)
    if (match === null) return []
    columns.push(match[1]?.replaceAll('""', '"') ?? match[2]!.toLowerCase())
  }
  return columns
}

const arrow = /^((?:"(?:[^"]|"")*"|[^"])*?)\s*->\s*(.*)$/s

/** `a.b(c) -> d.e(f)`; undefined where there is no arrow outside of quotes. */
export function splitReference(text: string): readonly [string, string] | undefined {
  const match = arrow.exec(text)
  return match === null ? undefined : [match[1]!, match[2]!]
}
