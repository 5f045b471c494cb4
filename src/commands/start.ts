import { existsSync, readFileSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, Script } from 'node:vm'

type Load = (id: string) => unknown
type Chunk = (exports: object, require: Load, module: { exports: object }, filename: string) => void

const folder = dirname(fileURLToPath(import.meta.url))
const requireOther = createRequire(import.meta.url)

/**
 * Runs the command line: with the code that V8 made of the program when it was built, where this is the same version of Node,
 * and else as Node loads any program. The former is a tenth of the time that a small schema takes.
 */
export async function start(): Promise<void> {
  const program = existsSync(compiledFile(join(folder, 'cli.cjs'))) ? loadChunk('cli.cjs') : loadByNode('./cli.cjs')
  await (program as typeof import('./main.ts')).main()
}

/** From 22.1 on Node keeps what V8 makes by itself, in a folder for temporary files. */
function loadByNode(name: string): unknown {
  const { enableCompileCache } = module as { enableCompileCache?: () => void }
  enableCompileCache?.()
  return requireOther(name)
}

/** Every chunk that was loaded so, by path: the build takes from here what V8 made of them. */
export const scripts = new Map<string, Script>()

const loaded = new Map<string, { exports: object }>()

/** Loads a chunk of the program, and what it asks for, as `require` would. */
export function loadChunk(name: string): object {
  const path = join(folder, name)
  const known = loaded.get(path)
  if (known !== undefined) return known.exports
  const made = { exports: {} }
  loaded.set(path, made)
  const text = readFileSync(path, 'utf8')
  const script = new Script(`(function (exports, require, module, __filename) {${text}\n})`, {
    filename: path,
    cachedData: readCompiled(path),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  scripts.set(path, script)
  const near: Load = (id) =>
    id.startsWith('.') ? loadChunk(join(dirname(name), id)) : slow.has(id) ? loadLater(id) : requireOther(id)
  ;(script.runInThisContext() as Chunk)(made.exports, near, made, path)
  return made.exports
}

/** Node's own modules that most runs use nothing of: each takes a tenth of a bare start, or near it. */
const slow = new Set(['node:crypto', 'node:fs/promises', 'node:worker_threads'])

/** Stands for a module, and loads it when something of it is asked for. */
function loadLater(id: string): object {
  const load = () => requireOther(id) as Record<PropertyKey, unknown>
  return new Proxy(
    {},
    {
      get: (_, name) => load()[name],
      has: (_, name) => name in load(),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => ({
        ...Reflect.getOwnPropertyDescriptor(load(), name),
        configurable: true,
      }),
    },
  )
}

/** Where the build keeps what V8 made of a chunk; another version of Node would refuse it. */
export function compiledFile(path: string): string {
  return `${path}.${process.version}-${process.arch}.cache`
}

/** Chunks that the build did not come by have none. */
function readCompiled(path: string): Buffer | undefined {
  try {
    return readFileSync(compiledFile(path))
  } catch {
    return undefined
  }
}
