import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const names = [
  'fountain-split.yaml',
  'fountain-split.yml',
  'fountain-split.json',
  'fountain-split.js',
  'fountain-split.mjs',
  'fountain-split.ts',
]

/**
 * The nearest configuration, from a folder upward; undefined where there is none. By hand, since most runs have none and
 * what reads one takes longer to load than a small schema takes to analyze.
 */
export function findConfig(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const name = names.find((candidate) => existsSync(join(folder, candidate)))
    if (name !== undefined) return join(folder, name)
    if (hasOurKey(join(folder, 'package.json'))) return join(folder, 'package.json')
    if (dirname(folder) === folder) return undefined
  }
}

function hasOurKey(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('"fountain-split"') && Object.hasOwn(JSON.parse(text) as object, 'fountain-split')
  } catch {
    return false
  }
}
