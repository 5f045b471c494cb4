import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { takeKept } from './foresee-grammar.ts'

type TakeBack = (code: ArrayBuffer, bytes: Uint8Array) => object | undefined

/**
 * The grammar as the build kept it (scripts/compile-grammar.mjs). Undefined where nothing was kept, or for another processor.
 *
 * V8 has no other door to what it keeps of WebAssembly than a function of its own for tests, which a flag opens while it is called.
 */
export async function takeGrammarBack(version: number): Promise<object | undefined> {
  const kept = await takeKept(version)
  if (kept === undefined) return undefined
  for (const flag of keptUnder) setFlagsFromString(`--${flag}`)
  try {
    const takeBack = runInThisContext('(code, bytes) => %DeserializeWasmModule(code, bytes)') as TakeBack
    return takeBack(kept.code, new Uint8Array(kept.bytes))
  } catch {
    return undefined
  } finally {
    for (const flag of keptUnder) setFlagsFromString(`--no-${flag}`.replace('no-no-', ''))
  }
}

/** V8 takes code back only under the flags that it was kept under: optimised, for only that can be kept. */
const keptUnder = ['no-liftoff', 'allow-natives-syntax']
