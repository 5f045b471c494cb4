import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Evidence } from '../core/diagnostic.ts'
import { FountainError } from '../core/fountain-error.ts'
import { rememberPlaces, type ConfigPath } from './config-place.ts'
import { configSchema, type Config } from './config.ts'
import { explainIssue, type Mistake } from './explain-issue.ts'

/**
 * The value as a configuration. `text` is its YAML or JSON, for places; `under` the key that holds it in a file that holds
 * other things too. Throws FountainError `invalid-configuration` (exit 2).
 */
export function checkConfig(value: unknown, file: string, text: string | undefined, under?: string): Config {
  const locate = (path: ConfigPath): Evidence | undefined =>
    text === undefined ? undefined : placeOf(under === undefined ? path : [under, ...path], file, text)
  const refuse = ({ path, message, hint }: Mistake): FountainError => {
    const evidence = locate(path)
    const at = evidence === undefined ? file : `${file}:${evidence.line}:${evidence.column}`
    const more = evidence === undefined ? {} : { evidence }
    return new FountainError('invalid-configuration', `${at}: ${message}`, { hint, ...more })
  }
  const lost = findPrototypeKey(value)
  if (lost !== undefined)
    throw refuse({ path: lost, message: '__proto__ cannot be a key here', hint: 'Give it another name.' })
  const parsed = configSchema.safeParse(value)
  if (!parsed.success) throw refuse(explainIssue(parsed.error.issues[0]!))
  rememberPlaces(parsed.data, locate)
  return parsed.data
}

/** JavaScript would swallow such a key without a word. */
function findPrototypeKey(value: unknown, path: ConfigPath = []): ConfigPath | undefined {
  if (value === null || typeof value !== 'object') return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') return [...path, key]
    const found = findPrototypeKey(inner, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

function placeOf(path: ConfigPath, file: string, text: string): Evidence {
  const counter = new LineCounter()
  let node: unknown = parseDocument(text, { lineCounter: counter }).contents
  let offset = 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      )
      if (pair === undefined) break
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      const range = (node as { range?: [number, number, number] } | undefined)?.range
      if (range !== undefined) offset = range[0]
    } else break
  }
  const { line, col } = counter.linePos(offset)
  return { file, line, column: col, text: text.split('\n')[line - 1]?.trim() ?? '' }
}
