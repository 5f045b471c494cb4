import { closeSync, fstatSync, openSync, read } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compiledFile } from '../core/compiled-file.ts'

/** What the build keeps of a grammar, beside the program, for its own version of Node. */
export interface KeptGrammar {
  /** V8's code of what a small run calls. */
  readonly code: ArrayBuffer
  /** The WebAssembly that it was made of. */
  readonly bytes: ArrayBuffer
}

const foreseen = new Map<number, Promise<KeptGrammar | undefined>>()

/** Begins to read what was kept of a grammar, on threads of Node's, while the main one does other things. */
export function foreseeGrammar(version: number): void {
  foreseen.set(version, readKept(version))
}

/** What was kept of a grammar, for one to use; undefined where nothing was. */
export function takeKept(version: number): Promise<KeptGrammar | undefined> {
  const kept = foreseen.get(version) ?? readKept(version)
  foreseen.delete(version)
  return kept
}

async function readKept(version: number): Promise<KeptGrammar | undefined> {
  const here = dirname(fileURLToPath(import.meta.url))
  const program = basename(here) === 'chunks' ? dirname(here) : here
  try {
    const [code, bytes] = await Promise.all(
      ['code', 'wasm'].map((part) => readWhole(compiledFile(join(program, `grammar-${version}.${part}`)))),
    )
    return { code: code!, bytes: bytes! }
  } catch {
    return undefined
  }
}

function readWhole(path: string): Promise<ArrayBuffer> {
  const file = openSync(path, 'r')
  const { size } = fstatSync(file)
  const whole = new Uint8Array(size)
  return new Promise((resolve, reject) => {
    read(file, whole, 0, size, 0, (error, length) => {
      closeSync(file)
      if (error === null && length === size) resolve(whole.buffer)
      else reject(error ?? new Error(`${path} ends before its end`))
    })
  })
}
