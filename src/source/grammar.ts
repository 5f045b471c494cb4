import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import type { Node } from 'libpg-query'
import { takeGrammarBack } from './kept-grammar.ts'
import { withInitialMemory } from './wasm-memory.ts'

/** What PostgreSQL says of a text that it refuses; `at`: code points from the start of the text. */
export interface Refusal {
  readonly message: string
  readonly at: number
}

/** PostgreSQL's grammar of one version. */
export interface Grammar {
  /** The first statement of the text (UTF-8 if bytes), undefined where it holds none. */
  parse(text: string | Uint8Array): Node | Refusal | undefined
  /** A CREATE FUNCTION statement in PL/pgSQL as the tree of its body; undefined where it does not parse. */
  parseBody(text: string): unknown
}

/** What Emscripten makes around the compiled grammar. */
interface Glue {
  readonly HEAPU8: Uint8Array
  _malloc(size: number): number
  _free(at: number): void
  _wasm_parse_query_raw(text: number): number
  _wasm_free_parse_result(result: number): void
  _wasm_parse_plpgsql(text: number): number
  _wasm_free_string(text: number): void
}

type MakeGlue = (settings: {
  instantiateWasm(imports: object, done: (instance: object) => void): object
}) => Promise<Glue>

// Node's own types leave it out.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => object
}

const { resolve } = createRequire(import.meta.url)

// The packages do not declare the files within.
const packages = {
  18: {
    // @ts-expect-error: not declared
    loadGlue: (): Promise<{ default: MakeGlue }> => import('libpg-query/wasm/libpg-query.js'),
    code: 'libpg-query/wasm/libpg-query.wasm',
  },
  16: {
    // @ts-expect-error: not declared
    loadGlue: (): Promise<{ default: MakeGlue }> => import('libpg-query-16/wasm/libpg-query.js'),
    code: 'libpg-query-16/wasm/libpg-query.wasm',
  },
}

/**
 * Loads a grammar out of its package, by the files within: the package's own front is slow to load, and takes texts and trees
 * over byte by byte, which is a third of all its time.
 *
 * @param quickly as the build kept it, or compiled with the baseline compiler only. That halves a small run; a large one wants optimised
 *   code. What is made quickly serves the whole process; what is not lets its memory go, which a large schema needs.
 */
export function loadGrammar(version: keyof typeof packages, quickly: boolean): Promise<Grammar> {
  if (!quickly) return instantiate(version, quickly, () => {})
  const known = loaded.get(version) ?? instantiate(version, quickly, () => loaded.delete(version))
  loaded.set(version, known)
  return known
}

const loaded = new Map<keyof typeof packages, Promise<Grammar>>()

/** `forget` is called where the grammar fails within: nobody knows in which state that leaves it. */
async function instantiate(version: keyof typeof packages, quickly: boolean, forget: () => void): Promise<Grammar> {
  const { loadGlue, code } = packages[version]
  const module = (quickly ? await takeGrammarBack(version) : undefined) ?? compile(readCode(code), quickly)
  const { default: makeGlue } = await loadGlue()
  const glue = await makeGlue({
    instantiateWasm(imports, done) {
      done(new WebAssembly.Instance(module, imports))
      return {}
    },
  })
  return bindGrammar(glue, forget)
}

/** Pages of 64 KB: behind 1 MB of tables and the stack of 32 MB there is room for what a small schema needs. */
const initialMemory = 40 * 16

function readCode(path: string): Uint8Array {
  return withInitialMemory(readFileSync(resolve(path)), initialMemory)
}

/** The flags are V8's, for the whole process; they tell of a module while that is compiled. What is not validated then is on its first call. */
function compile(bytes: Uint8Array, quickly: boolean): object {
  const flags = quickly ? ['wasm-lazy-validation', 'liftoff-only'] : []
  for (const flag of flags) setFlagsFromString(`--${flag}`)
  try {
    return new WebAssembly.Module(bytes)
  } finally {
    for (const flag of flags) setFlagsFromString(`--no-${flag}`)
  }
}

function bindGrammar(glue: Glue, forget: () => void): Grammar {
  let memory: Buffer = Buffer.alloc(0)
  let input = 0
  let capacity = 0

  /** A view of the grammar's memory, which moves when it grows. */
  const view = (): Buffer => {
    if (memory.buffer !== glue.HEAPU8.buffer) memory = Buffer.from(glue.HEAPU8.buffer)
    return memory
  }
  /** Puts a text where the grammar can read it, with the NUL that ends it. */
  const give = (text: string | Uint8Array): number => {
    const size = typeof text === 'string' ? Buffer.byteLength(text) : text.length
    if (size >= capacity) {
      glue._free(input)
      capacity = Math.max(65_536, size * 2)
      input = glue._malloc(capacity)
    }
    if (typeof text === 'string') view().write(text, input)
    else view().set(text, input)
    view()[input + size] = 0
    return input
  }
  const textAt = (at: number): string => view().toString('utf8', at, view().indexOf(0, at))

  const call = (run: () => number): number => {
    try {
      return run()
    } catch (error) {
      forget()
      throw error
    }
  }

  return {
    // struct { char *parse_tree; char *stderr_buffer; struct { char *message, *funcname, *filename; int lineno, cursorpos; … } *error; }
    parse(text) {
      const result = call(() => glue._wasm_parse_query_raw(give(text)))
      try {
        const error = view().readUInt32LE(result + 8)
        if (error !== 0)
          return {
            message: textAt(view().readUInt32LE(error)),
            at: Math.max(0, view().readInt32LE(error + 16) - 1),
          }
        const tree = JSON.parse(textAt(view().readUInt32LE(result))) as { stmts?: { stmt?: Node }[] }
        return tree.stmts?.[0]?.stmt
      } finally {
        glue._wasm_free_parse_result(result)
      }
    },
    parseBody(text) {
      const result = call(() => glue._wasm_parse_plpgsql(give(text)))
      try {
        // What is no object is the message of an error.
        const tree = textAt(result)
        return tree.startsWith('{') ? (JSON.parse(tree) as unknown) : undefined
      } finally {
        glue._wasm_free_string(result)
      }
    },
  }
}
