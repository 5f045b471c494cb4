import type { ContractFiles } from './contract-files.ts'
import { resolveReference } from './contract-files.ts'
import type { Node } from './json-pointer.ts'
import { escapePointer, followPointer, isNode } from './json-pointer.ts'
import type { SchemaCompiler } from './json-schemas.ts'
import { examplesOf } from './json-schemas.ts'

/** Sentences: schemas that do not compile, examples that are not valid, references that lead nowhere; each with file and place. */
export function checkDocuments({ documents }: ContractFiles, compiler: SchemaCompiler): string[] {
  const faults: string[] = []
  for (const [path, document] of documents) {
    const tell = (found: readonly string[]) => faults.push(...found.map((each) => `${path} at ${each}`))
    if (path.endsWith('.json')) {
      const schema = document as Node
      tell(compiler.check(schema, '#', examplesOf(schema, '#')))
    } else {
      tell([...danglingReferences(documents, path)])
      tell([...checkSchemas(document as Node, document, '#', compiler)])
    }
  }
  return faults
}

/** Not looked into: what is an example may hold anything. */
const isExample = (name: string) => name === 'example' || name === 'examples'

function* danglingReferences(documents: ContractFiles['documents'], path: string): Iterable<string> {
  const pending: [unknown, string][] = [[documents.get(path), '#']]
  for (const [node, at] of pending) {
    if (!isNode(node)) continue
    for (const [name, value] of Object.entries(node)) {
      if (isExample(name)) continue
      if (name === '$ref' && typeof value === 'string') {
        const target = resolveReference(path, value)
        if (followPointer(documents.get(target.path), target.fragment) === undefined) yield `${at}: $ref ${value} leads nowhere` // prettier-ignore
      } else pending.push([value, `${at}/${escapePointer(name)}`])
    }
  }
}

/** Schemas that stand in an API's document themselves; those in files of their own are compiled there. */
function* checkSchemas(document: Node, node: unknown, at: string, compiler: SchemaCompiler): Iterable<string> {
  if (!isNode(node)) return
  for (const [name, value] of Object.entries(node)) {
    const place = `${at}/${escapePointer(name)}`
    if (isExample(name)) continue
    if (place === '#/components/schemas' && isNode(value)) {
      for (const [each, schema] of Object.entries(value))
        yield* compiler.check(alone(document, schema as Node), `${place}/${escapePointer(each)}`, examplesOf(schema as Node, `${place}/${escapePointer(each)}`)) // prettier-ignore
    } else if (name === 'schema' && isNode(value)) {
      // Of a message that has a file for it there is only the reference here.
      if (typeof value['$ref'] === 'string' && !value['$ref'].startsWith('#')) continue
      const example = Object.hasOwn(node, 'example') ? [[`${at}/example`, node['example']] as const] : []
      yield* compiler.check(alone(document, value), place, [...example, ...examplesOf(value, place)])
    } else yield* checkSchemas(document, value, place, compiler)
  }
}

/** An API's components stand where a schema by itself has its definitions. */
export function alone(document: Node, schema: Node): Node {
  const schemas = followPointer(document, '/components/schemas')
  const moved = ([name, value]: [string, unknown]): unknown =>
    name === '$ref' && typeof value === 'string' ? value.replace(/^#\/components\/schemas\//, '#/$defs/') : value
  const move = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(move)
    if (!isNode(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, move(moved([name, each]))]))
  }
  return { ...(move(schema) as Node), ...(isNode(schemas) && { $defs: move(schemas) }) }
}
