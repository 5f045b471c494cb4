import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, Script } from 'node:vm'
import { compiledFile } from '../core/compiled-file.ts'

export { compiledFile }

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

/** Every script that was loaded so, by path: the build takes from here what V8 made of them. */
export const scripts = new Map<string, Script>()

const loaded = new Map<string, { exports: object }>()

/** Loads a chunk of the program, and what it asks for, as `require` would. `name`: of its file, which is unique in the program. */
export function loadChunk(name: string): object {
  const known = loaded.get(name)
  if (known !== undefined) return known.exports
  const made = { exports: {} }
  loaded.set(name, made)
  const path = chunkPath(name)
  // What the entries take at once stands by itself: `--version` needs no more.
  const packedChunk = entries.has(name) || existsSync(compiledFile(path)) ? undefined : packed()[name]
  const chunk = packedChunk ?? (run(path, wrapChunk(readScript(path))) as Chunk)
  chunk(made.exports, near, made, path)
  return made.exports
}

/** What is started by name; the rest are chunks that these share or ask for later. */
const entries = new Set(['cli.cjs', 'past.cjs'])

function chunkPath(name: string): string {
  return entries.has(name) ? `${folder}${sep}${name}` : `${folder}${sep}chunks${sep}${name}`
}

export function wrapChunk(text: string): string {
  return `(function (exports, require, module, __filename) {${text}\n})`
}

/** The chunks that most runs take, in one file: each by itself costs a third of a millisecond. */
export const packPath = `${folder}${sep}pack.cjs`
let pack: Readonly<Record<string, Chunk>> | undefined

function packed(): Readonly<Record<string, Chunk>> {
  return (pack ??= existsSync(compiledFile(packPath)) ? (run(packPath, readScript(packPath)) as typeof pack)! : {})
}

function run(path: string, text: string): unknown {
  const script = new Script(text, {
    filename: path,
    cachedData: readCompiled(path),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  scripts.set(path, script)
  return script.runInThisContext()
}

function near(id: string): unknown {
  if (id.startsWith('.')) return loadChunk(id.slice(id.lastIndexOf('/') + 1))
  return slow.has(id) ? loadLater(id) : requireOther(id)
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

/** Chunks that the build did not come by have none. */
function readCompiled(path: string): Buffer | undefined {
  try {
    return read(compiledFile(path))
  } catch {
    return undefined
  }
}

function readScript(path: string): string {
  return read(path).toString('latin1')
}

/** Every file is read into the same memory: what is touched for the first time costs more than reading. */
let memory = Buffer.allocUnsafeSlow(1_000_000)

/** Holds until the next file is read. */
function read(path: string): Buffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > memory.length) memory = Buffer.allocUnsafeSlow(size)
    return memory.subarray(0, readSync(file, memory, 0, size, 0))
  } finally {
    closeSync(file)
  }
}
