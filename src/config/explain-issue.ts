import type { z } from 'zod'
import { configSchema } from './config.ts'
import { nearest } from './nearest-word.ts'

/** One mistake in a configuration, in words. */
export interface Mistake {
  /** Keys and positions from the root. */
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly hint: string
}

const manual = 'See docs/configuration.md.'

/** A mistake as zod found it; of a choice between forms, the form that was nearly met. */
export function explainIssue(issue: z.core.$ZodIssue, outer: readonly PropertyKey[] = []): Mistake {
  const path = [...outer, ...issue.path]
  const shown = path.map(String).join('.') || 'the configuration'
  if (issue.code === 'invalid_union') return explainUnion(issue, path, shown)
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!
    const full = [...path, key]
    return { path: full, message: `unknown key ${full.map(String).join('.')}`, hint: keyHint(path, key) }
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String)
    return { path, message: `${shown}: expected one of ${values.join(', ')}`, hint: about(path) }
  }
  if (issue.code === 'invalid_key') return { path, message: `${shown}: a key without a name`, hint: about(path) }
  if (issue.message.endsWith('received undefined')) return { path, message: `${shown} is missing`, hint: about(path) }
  return { path, message: `${shown}: ${issue.message.replace(/^Invalid input: /, '')}`, hint: about(path) }
}

function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[], shown: string): Mistake {
  const unknown = issue.errors.flat().find(({ code }) => code === 'unrecognized_keys')
  const inner = unknown ?? issue.errors.flat().find((each) => each.path.length > 0)
  if (inner !== undefined) return explainIssue(inner, path)
  const wanted = issue.errors.flat().flatMap((each) => (each.code === 'invalid_type' ? [each.expected] : []))
  return { path, message: `${shown}: expected ${[...new Set(wanted)].join(' or ')}`, hint: about(path) }
}

function keyHint(path: readonly PropertyKey[], unknown: string): string {
  const known = [...new Set(schemasAt(path).flatMap((schema) => Object.keys(definition(schema).shape ?? {})))]
  const keys = known.filter((key) => key !== '$schema')
  const close = nearest(unknown, keys)
  const list = keys.length === 0 ? manual : `Known here: ${keys.join(', ')}.`
  return close === undefined ? list : `Did you mean ${close}? ${list}`
}

/** What the key is for. */
function about(path: readonly PropertyKey[]): string {
  for (const schema of schemasAt(path)) if (schema.description !== undefined) return `${schema.description} ${manual}`
  return manual
}

interface Definition {
  readonly shape?: Record<string, z.ZodType>
  readonly innerType?: z.ZodType
  readonly element?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
}

function definition(schema: z.ZodType): Definition {
  return schema.def as Definition
}

/** The schemas that a value at a path may fit: the forms of a choice, without what makes them optional. */
function schemasAt(path: readonly PropertyKey[]): z.ZodType[] {
  let current: z.ZodType[] = [configSchema]
  for (const step of path)
    current = current.flatMap(forms).flatMap((schema) => {
      const { shape, element, valueType } = definition(schema)
      const next = shape === undefined ? (element ?? valueType) : Object.hasOwn(shape, step) ? shape[String(step)] : undefined // prettier-ignore
      return next === undefined ? [] : [next]
    })
  return [...current, ...current.flatMap(forms)]
}

function forms(schema: z.ZodType): z.ZodType[] {
  const { innerType, options } = definition(schema)
  return innerType !== undefined ? forms(innerType) : options !== undefined ? options.flatMap(forms) : [schema]
}
