import { FountainError } from './fountain-error.ts'
import type { QualifiedName } from './identifier.ts'

const part = /(?:"((?:[^"]|"")+)"|([^".\s()]+))/y

/** Reads `schema.name` as SQL would, quotes and all; without a schema it is in public. Throws FountainError, exit 2. */
export function parseQualifiedName(text: string): QualifiedName {
  const parts: string[] = []
  let at = 0
  for (;;) {
    part.lastIndex = at
    const match = part.exec(text)
    if (match === null) break
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2]!.toLowerCase())
    at = part.lastIndex
    if (text[at] !== '.') break
    at++
  }
  if (at !== text.length || parts.length === 0 || parts.length > 2)
    throw new FountainError('invalid-name', `${JSON.stringify(text)} is not a name of the form schema.relation`, {
      hint: 'Quote a part as in SQL where it has capitals, dots or hyphens: "scripts-schema".script',
    })
  return parts.length === 2 ? { schema: parts[0]!, name: parts[1]! } : { schema: 'public', name: parts[0]! }
}
