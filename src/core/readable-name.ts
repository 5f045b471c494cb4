import { createHash } from 'node:crypto'
import { maximumNameBytes, truncateName } from './identifier.ts'

/** What is made of such a name stays below PostgreSQL's 63 bytes. */
const longest = 40

/**
 * A readable name of `[a-z0-9_]`, at most 40 bytes, that is none of `taken`: `playwright_author_id`. Where the words alone
 * would not tell it apart, a hash of `identity` ends it.
 */
export function readableName(
  words: readonly string[],
  taken: ReadonlySet<string>,
  identity: readonly string[] = words,
): string {
  const whole = words.join('_')
  const plain =
    whole
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '') || 'key'
  if (plain === whole && plain.length <= longest && !taken.has(plain)) return plain
  const hash = createHash('sha256').update(identity.join('\0')).digest('hex').slice(0, 8)
  return `${plain.slice(0, longest - 9).replace(/_+$/, '')}_${hash}`
}

/** A name within PostgreSQL's 63 bytes, which cuts a longer one: two that differ at their ends stay two. */
export function fittingName(before: string, name: string, after = ''): string {
  const room = maximumNameBytes - Buffer.byteLength(before) - Buffer.byteLength(after)
  if (Buffer.byteLength(name) <= room) return `${before}${name}${after}`
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${before}${truncateName(name, room - 9)}_${hash}${after}`
}
