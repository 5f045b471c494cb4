import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import { configNames } from './config-names.ts'

/**
 * The nearest configuration, from a folder upward; undefined where there is none. Throws FountainError (exit 2) where one
 * folder has several: which counts would be a guess. By hand, since most runs have none and
 * what reads one takes longer to load than a small schema takes to analyze.
 */
export function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = configNames.filter((candidate) => existsSync(join(folder, candidate)))
    if (hasOurKey(join(folder, 'package.json'))) found.push('package.json')
    if (found.length > 1) throw several(folder, found)
    if (found[0] !== undefined) return join(folder, found[0])
    if (dirname(folder) === folder) return undefined
  }
}

function several(folder: string, found: readonly string[]): FountainError {
  return new FountainError('several-configurations', `${folder} holds several configurations: ${found.join(', ')}`, {
    hint: 'Keep one of them, or say with --config which one counts.',
  })
}

function hasOurKey(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('"fountain-split"') && Object.hasOwn(JSON.parse(text) as object, 'fountain-split')
  } catch {
    return false
  }
}
