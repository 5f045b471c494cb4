import { releaseUrn } from '../../emit/contracts/contract-names.ts'
import { toStructured } from '../../runtime/transport/cloud-events.ts'
import { subjectOf } from './check-complete.ts'
import type { ContractFiles } from './contract-files.ts'
import type { Node } from './json-pointer.ts'
import type { SchemaCompiler } from './json-schemas.ts'
import type { Overheard } from './overhear.ts'

export interface MessageFaults {
  /** Sentences. */
  readonly faults: readonly string[]
  /** Types of events, and names of keys' releases, of which nothing was said. */
  readonly unheard: readonly string[]
}

/** Holds what was really said against every document that describes it, on whichever side; there has to be one. */
export function checkMessages({ documents }: ContractFiles, heard: Overheard, compiler: SchemaCompiler): MessageFaults {
  const schemas = [...documents].filter(([path]) => path.endsWith('.json')) as (readonly [string, Node])[]
  const faults = new Set<string>()
  const seen = new Set<string>()
  const hold = (subject: string, value: unknown, definition?: string) => {
    seen.add(subject)
    const about = schemas.filter(([, schema]) => subjectOf(schema) === subject)
    if (about.length === 0) faults.add(`${subject} is said, and no document describes it`)
    for (const [path, schema] of about)
      for (const wrong of holdAgainst(schema, value, definition, compiler))
        faults.add(`${path} is not what is said: ${wrong.trim()}`)
  }
  for (const event of heard.events) hold(event.type, JSON.parse(toStructured(event).body))
  for (const letter of heard.letters) {
    const { key, type, from, to } = letter.message
    // What a service says to itself is nobody else's to know.
    if (from !== to) hold(releaseUrn((JSON.parse(key) as [string])[0]), letter, type)
  }
  const all = new Set(schemas.map(([, schema]) => subjectOf(schema)))
  return {
    faults: [...faults],
    unheard: [...all].filter((subject) => !seen.has(subject)).sort(),
  }
}

/** Where one of several kinds is meant, what is wrong is told of that one. */
function holdAgainst(
  schema: Node,
  value: unknown,
  kind: string | undefined,
  compiler: SchemaCompiler,
): readonly string[] {
  const validate = compiler.compile(schema)
  // That is told of the document itself.
  if (typeof validate === 'string') return []
  const wrong = validate(value)
  if (wrong.length === 0 || kind === undefined) return wrong
  const { oneOf: _, examples: __, ...rest } = schema
  const closer = compiler.compile({ ...rest, $ref: `#/$defs/${kind}` })
  const found = typeof closer === 'string' ? [] : closer(value)
  return found.length === 0 ? wrong : found
}
