import { FountainError } from '../core/fountain-error.ts'
import { visible } from '../core/visible-text.ts'

/** What was written by the last run; in the output folder. */
export const manifestName = '.fountain-split-files.json'

/** Where a run puts its drafts; in the output folder, gone at its end. */
export const workName = '.fountain-split-work'

const longestPart = 255
const unsafeCharacter = /[\u0000-\u001f\u007f-\u009f\\:*?"<>|\u202a-\u202e\u2066-\u2069]/
const deviceName = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i

/**
 * Paths are made of service names, which are the user's: none may lead out of the folder, or be a file on one system
 * that it is not on another. Throws FountainError `unsafe-path` or `colliding-paths` (exit 2).
 */
export function checkPaths(paths: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const path of paths) {
    const why = whyUnsafe(path)
    if (why !== undefined) throw unsafe(path, why)
    const folded = foldPath(path)
    const other = seen.get(folded)
    if (other !== undefined) throw colliding(other, path)
    seen.set(folded, path)
  }
  for (const [folded, path] of seen)
    for (let at = folded.indexOf('/'); at !== -1; at = folded.indexOf('/', at + 1)) {
      const other = seen.get(folded.slice(0, at))
      if (other !== undefined) throw colliding(other, path)
    }
  refuseFoldedFolders(paths)
}

/** Services `Play` and `play` would share a folder where names are told apart without their case. */
function refuseFoldedFolders(paths: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const path of paths)
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at)
      const other = seen.get(foldPath(folder))
      if (other !== undefined && other !== folder) throw colliding(other, folder)
      seen.set(foldPath(folder), folder)
    }
}

/** The same for two paths that some file system takes for one. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC')
}

/** Undefined where it is safe: relative, below the folder, and the same file on every system. */
export function whyUnsafe(path: string): string | undefined {
  const parts = path.split('/')
  if (parts[0] === manifestName || parts[0] === workName) return 'the name is kept for fountain-split itself'
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') return 'it does not stay below the output folder'
    if (unsafeCharacter.test(part)) return 'it has a character that not every file system takes'
    if (part.endsWith('.') || part.endsWith(' ')) return 'a name ends in a dot or a blank'
    if (deviceName.test(part)) return 'Windows keeps the name for a device'
    if (Buffer.byteLength(part) > longestPart) return `a name is longer than ${longestPart} bytes`
  }
  return undefined
}

const rename =
  'It is made of the name of a service or of a file of the source. Name that otherwise: services in fountain-split.yaml, under `services`.'

function unsafe(path: string, why: string): FountainError {
  const shown = path.length > 200 ? `${path.slice(0, 200)}…` : path
  return new FountainError('unsafe-path', `${visible(shown)} cannot be a file: ${why}`, { hint: rename })
}

function colliding(one: string, other: string): FountainError {
  return new FountainError(
    'colliding-paths',
    `${visible(one)} and ${visible(other)} would be one file where names are told apart without their case`,
    { hint: rename },
  )
}
