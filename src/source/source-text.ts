import { isUtf8 } from 'node:buffer'
import type { SourceFile } from '../catalog/statement.ts'
import { FountainError } from '../core/fountain-error.ts'
import { TextPositions } from '../core/text-position.ts'
import { HeldText } from './held-text.ts'

/**
 * A text that was checked: UTF-8, no NUL byte, no dump in another format. Throws FountainError, exit 2. `path`: of the file whose
 * bytes these are.
 */
export function sourceFile(name: string, bytes: Buffer, migration = false, path?: string): SourceFile {
  refuseForeignFormats(name, bytes)
  const nul = bytes.indexOf(0)
  if (nul !== -1)
    throw new FountainError('nul-byte', `${name} has a NUL byte at ${place(name, bytes, nul)}`, {
      hint: 'PostgreSQL cannot store NUL in a name or a text; the file is damaged, or is not SQL.',
      evidence: { file: name, ...new TextPositions(name, bytes).at(nul), text: '' },
    })
  if (!isUtf8(bytes)) {
    const at = firstInvalid(bytes)
    throw new FountainError(
      'invalid-utf8',
      `${name} is not UTF-8: byte 0x${bytes[at]!.toString(16)} at ${place(name, bytes, at)}`,
      {
        // prettier-ignore
        hint: 'Convert it first, for example: iconv -f LATIN1 -t UTF-8, or pg_dump --encoding=UTF8.',
        evidence: { file: name, ...new TextPositions(name, bytes).at(at), text: '' },
      },
    )
  }
  return new HeldText(name, bytes, migration, path)
}

function refuseForeignFormats(name: string, bytes: Buffer): void {
  const head = bytes.toString('latin1', 0, 16)
  if (head.startsWith('PGDMP'))
    throw new FountainError('custom-format-dump', `${name} is a dump in pg_dump's custom format`, {
      hint: `Make it a script first: pg_restore --schema-only -f schema.sql ${name}`,
    })
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throw new FountainError('compressed-file', `${name} is compressed`, {
      hint: `Pipe it in: gunzip -c ${name} | fountain-split analyze -`,
    })
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new FountainError('utf-16', `${name} is UTF-16`, { hint: 'Convert it first: iconv -f UTF-16 -t UTF-8.' })
}

function place(name: string, bytes: Buffer, at: number): string {
  const { line, column } = new TextPositions(name, bytes).at(at)
  return `line ${line}, column ${column}`
}

/** The first byte that no UTF-8 text can have there. */
function firstInvalid(bytes: Buffer): number {
  let low = 0
  let high = bytes.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (isUtf8(bytes.subarray(0, wholeCharacters(bytes, middle)))) low = middle
    else high = middle - 1
  }
  return wholeCharacters(bytes, Math.min(low, bytes.length - 1))
}

/** `at`, or the start of the character that it stands inside of. */
function wholeCharacters(bytes: Buffer, at: number): number {
  let start = at
  while (start > 0 && at - start < 3 && start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start--
  return start
}
