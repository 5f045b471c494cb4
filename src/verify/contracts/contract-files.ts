import { posix } from 'node:path'
import { parse } from 'yaml'
import type { Artifact } from '../../emit/artifact.ts'

/** Documents between services, by their path in the output, as the values that they are. */
export interface ContractFiles {
  readonly documents: ReadonlyMap<string, unknown>
  /** Sentences: what is not JSON or YAML, and where. */
  readonly faults: readonly string[]
}

export function readContracts(artifacts: readonly Artifact[]): ContractFiles {
  const documents = new Map<string, unknown>()
  const faults: string[] = []
  for (const { path, text } of artifacts) {
    if (!path.includes('/contracts/') || !/\.(json|yaml)$/.test(path)) continue
    try {
      documents.set(path, path.endsWith('.json') ? (JSON.parse(text) as unknown) : parse(text, { prettyErrors: true }))
    } catch (error) {
      faults.push(`${path}: ${(error as Error).message.split('\n')[0]}`)
    }
  }
  return { documents, faults }
}

/** The file that a reference in another names, and the place in it. */
export function resolveReference(
  from: string,
  reference: string,
): { readonly path: string; readonly fragment: string } {
  const [file = '', fragment = ''] = reference.split('#')
  const path = file === '' ? from : posix.join(posix.dirname(from), decodeURIComponent(file))
  return { path, fragment }
}
