import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { finders } from './finder-registry.ts'
import type { FoundSource, ProjectFolder, UnreadableFind } from './source-finder.ts'

export type { FoundSource, UnreadableFind } from './source-finder.ts'

/** Where a project's schema may be read from, the likeliest first. */
export interface SourceSearch {
  readonly found: readonly FoundSource[]
  readonly unreadable: readonly UnreadableFind[]
}

const beginning = 65_536
const deepest = 8
/** Dependencies, what was built, and what we wrote ourselves. */
const ignore = ['**/{node_modules,vendor,dist,build,target,venv,site-packages,__pycache__,tmp}/**']

/** Looks through a folder for what usually holds a schema. Only reads, and connects to nothing. */
export async function findSources(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<SourceSearch> {
  const folder: ProjectFolder = {
    environment,
    list: async (patterns) => {
      const { glob } = await import('tinyglobby')
      const options = { cwd, ignore, dot: false, deep: deepest, expandDirectories: false, followSymbolicLinks: false }
      return (await glob([...patterns], options)).sort()
    },
    read: (path) => readBeginning(resolve(cwd, path)),
  }
  const found: FoundSource[] = []
  const unreadable: UnreadableFind[] = []
  for (const finder of finders) {
    const finds = await finder.find(folder)
    for (const source of finds.found ?? []) if (!found.some((earlier) => covers(earlier, source))) found.push(source)
    unreadable.push(...(finds.unreadable ?? []))
  }
  return { found, unreadable }
}

/** Whether all of a find lies in an earlier one. */
function covers(earlier: FoundSource, later: FoundSource): boolean {
  const within = (path: string): boolean =>
    earlier.sources.some((place) => place === '.' || path === place || path.startsWith(`${place}/`))
  return later.sources.every(within)
}

async function readBeginning(path: string): Promise<string> {
  try {
    const pieces: Buffer[] = []
    for await (const piece of createReadStream(path, { end: beginning - 1 })) pieces.push(piece as Buffer)
    return Buffer.concat(pieces).toString('utf8')
  } catch {
    // What cannot be read is no source; naming it says why.
    return ''
  }
}
