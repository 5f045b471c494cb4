import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import { parseBaseline, type Baseline } from './baseline.ts'
import { findingIdentity } from './finding.ts'

const mark = '{service}'

/** Where a baseline is kept: one file, or with `{service}` in its path one for each service. Paths are absolute. */
export interface BaselinePlace {
  readonly path: string
  readonly perService: boolean
  /** All its files are below this folder, or are it. */
  readonly root: string
  owns(file: string): boolean
  fileOf(service: string): string
}

export function baselinePlace(path: string): BaselinePlace {
  const at = path.indexOf(mark)
  if (at === -1) return { path, perService: false, root: path, owns: (file) => file === path, fileOf: () => path }
  const root = dirname(`${path.slice(0, at)}x`)
  const pattern = new RegExp(`^${path.split(mark).map(escapeRegExp).join('[^/\\\\]+')}$`, 'u')
  return {
    path,
    perService: true,
    root,
    owns: (file) => pattern.test(file),
    fileOf: (service) => path.replaceAll(mark, () => fileWord(service)),
  }
}

/** A name as a part of a path that leaves no folder; what no service has goes to `unassigned`. */
function fileWord(service: string): string {
  if (service === '') return 'unassigned'
  return encodeURIComponent(service).replace(/[!~*'()]|^\./g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A baseline with the file that each entry stands in, by identity. */
export interface KeptBaseline extends Baseline {
  readonly files: ReadonlyMap<string, string>
  /** By path, as they are. */
  readonly texts: ReadonlyMap<string, string>
}

/**
 * Reads all files of a baseline; undefined where there are none.
 * Throws FountainError `damaged-baseline` or `unreadable-baseline` (exit 2).
 */
export async function readBaseline(place: BaselinePlace, cwd: string): Promise<KeptBaseline | undefined> {
  const texts = new Map<string, string>()
  for (const file of await listFiles(place)) {
    const text = await readText(file, cwd)
    if (text !== undefined) texts.set(file, text)
  }
  return texts.size === 0 ? undefined : gatherBaseline(texts, cwd)
}

/** Texts of one baseline's files as one; of two entries for the same thing the first counts. */
export function gatherBaseline(texts: ReadonlyMap<string, string>, cwd: string): KeptBaseline {
  const files = new Map<string, string>()
  const entries = [...texts].flatMap(([file, text]) =>
    parseBaseline(text, shown(file, cwd)).entries.filter((entry) => {
      const identity = findingIdentity(entry)
      if (files.has(identity)) return false
      files.set(identity, file)
      return true
    }),
  )
  return { entries, files, texts }
}

async function listFiles(place: BaselinePlace): Promise<string[]> {
  if (!place.perService) return [place.path]
  const deep = relative(place.root, place.path).includes(sep)
  const found = await readdir(place.root, { recursive: deep }).catch(() => [])
  return found
    .map((name) => join(place.root, name))
    .filter(place.owns)
    .sort()
}

async function readText(file: string, cwd: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new FountainError('unreadable-baseline', `${shown(file, cwd)} cannot be read: ${code ?? message}`, {
      cause: error,
    })
  }
}

/** A path as messages name it: from the working folder, with forward slashes. */
export function shown(file: string, cwd: string): string {
  const short = relative(cwd, file) || file
  return sep === '/' ? short : short.split(sep).join('/')
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
