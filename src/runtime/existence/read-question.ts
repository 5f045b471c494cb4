import type { AnsweredKey } from './answered-key.ts'
import { Problem } from './problem.ts'

export interface QuestionLimits {
  /** Keys in one question. */
  readonly keys: number
  /** Characters of one key, all its columns together. */
  readonly keyLength: number
}

/** `{"keys": [{"author_id": 7}, …]}`: each key with exactly its columns, as events carry them. Gives texts of columns. */
export function readQuestion(body: unknown, { columns }: AnsweredKey, limits: QuestionLimits): string[][] {
  const keys = isObject(body) ? body['keys'] : undefined
  if (!Array.isArray(keys) || keys.length === 0)
    throw new Problem('malformed-request', { detail: '`keys` must be a list of at least one key.' })
  if (keys.length > limits.keys)
    throw new Problem('too-many-keys', { detail: `${keys.length} keys; at most ${limits.keys} in one question.` })
  const read = keys.map((key: unknown) => readKey(key, columns))
  const malformed = read.flatMap((key, at) => (key === undefined ? [at] : []))
  if (malformed.length > 0)
    throw new Problem('malformed-key', {
      detail: `A key is an object of ${columns.map((column) => JSON.stringify(column)).join(', ')}, each a string, an integer or a boolean.`,
      keys: malformed.slice(0, 16),
    })
  const long = read.flatMap((key, at) => (lengthOf(key!) > limits.keyLength ? [at] : []))
  if (long.length > 0)
    throw new Problem('too-large', {
      detail: `A key has at most ${limits.keyLength} characters.`,
      keys: long.slice(0, 16),
    })
  return read as string[][]
}

/** The last part of a path: the key's text; of a key of several columns, a JSON array of their texts. */
export function readPathKey(text: string, { columns }: AnsweredKey, limits: QuestionLimits): string[] {
  if (text.length > limits.keyLength)
    throw new Problem('key-too-long', { detail: `A key has at most ${limits.keyLength} characters.` })
  if (columns.length === 1) return [text]
  const parts = parseList(text)
  if (parts?.length !== columns.length)
    throw new Problem('malformed-key', { detail: `The key is a JSON array of ${columns.length} texts.` })
  return parts
}

function parseList(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const texts = Array.isArray(value) ? value.map(textOf) : [undefined]
    return texts.includes(undefined) ? undefined : (texts as string[])
  } catch {
    return undefined
  }
}

function readKey(key: unknown, columns: readonly string[]): string[] | undefined {
  if (!isObject(key) || Object.keys(key).length !== columns.length) return undefined
  const texts = columns.map((column) => (Object.hasOwn(key, column) ? textOf(key[column]) : undefined))
  return texts.includes(undefined) ? undefined : (texts as string[])
}

/** Other numbers than whole ones may have lost digits on the way; they travel as text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined
}

function lengthOf(key: readonly string[]): number {
  return key.reduce((length, part) => length + part.length, 0)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
