import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Evidence } from '../core/diagnostic.ts'
import { FountainError } from '../core/fountain-error.ts'
import { rememberPlaces } from './config-place.ts'
import { configSchema, type Config } from './config.ts'
import { nearest } from './nearest-word.ts'

/** The value as a configuration. `text` is its YAML or JSON, for places. Throws FountainError, exit 2. */
export function checkConfig(value: unknown, file: string, text: string | undefined): Config {
  const parsed = configSchema.safeParse(value)
  if (parsed.success) {
    if (text !== undefined) rememberPlaces(parsed.data, (path) => placeOf(path, file, text))
    return parsed.data
  }
  const issue = parsed.error.issues[0]!
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const path = unknown === undefined ? issue.path : [...issue.path, unknown]
  const evidence = text === undefined ? undefined : placeOf(path, file, text)
  const at = evidence === undefined ? file : `${file}:${evidence.line}:${evidence.column}`
  const shownPath = path.map(String).join('.')
  throw new FountainError(
    'invalid-configuration',
    unknown === undefined
      ? `${at}: ${shownPath || 'the configuration'}: ${issue.message}`
      : `${at}: unknown key ${shownPath}`,
    {
      hint: unknown === undefined ? 'See docs/configuration.md.' : keyHint(issue.path, unknown),
      ...(evidence === undefined ? {} : { evidence }),
    },
  )
}

function keyHint(path: readonly PropertyKey[], unknown: string): string {
  const known = knownKeys(configSchema, path)
  const close = nearest(unknown, known)
  const list = known.length === 0 ? 'See docs/configuration.md.' : `Known here: ${known.join(', ')}.`
  return close === undefined ? list : `Did you mean ${close}? ${list}`
}

type Def = {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  element?: z.ZodType
  valueType?: z.ZodType
}

/** The keys that may stand at a path. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: z.ZodType | undefined = schema
  for (const step of [...path, undefined]) {
    let def = current?.def as Def | undefined
    while (def?.innerType !== undefined) {
      current = def.innerType
      def = current.def as Def
    }
    if (step === undefined) return Object.keys(def?.shape ?? {}).filter((key) => key !== '$schema')
    current = def?.shape === undefined ? (def?.element ?? def?.valueType) : Object.entries(def.shape).find(([key]) => key === step)?.[1] // prettier-ignore
  }
  return []
}

function placeOf(path: readonly PropertyKey[], file: string, text: string): Evidence {
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
