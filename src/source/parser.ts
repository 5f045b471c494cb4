// The one file that knows the SQL parser: PostgreSQL's own grammar of 18, and of 16 for what 18 refuses.
import { setFlagsFromString } from 'node:v8'
import type { Node } from 'libpg-query'

/** A statement's tree. Every `location` in it is a byte offset (UTF-8) into the text that was parsed. */
export type Parsed =
  | { readonly ok: true; readonly node: Node; readonly grammar: 18 | 16 }
  /** `at`: code points from the start of the text. */
  | { readonly ok: false; readonly message: string; readonly at: number }

export interface Parser {
  /** One statement, without its `;`. `undefined` where the text holds none. */
  parse(text: string): Parsed | undefined
  /** A CREATE FUNCTION statement in PL/pgSQL as the tree of its body; undefined where it does not parse. */
  parseBody(text: string): unknown
}

type Grammar = Pick<typeof import('libpg-query'), 'parseSync' | 'parsePlPgSQLSync'>

interface Refusal {
  readonly message: string
  readonly sqlDetails?: { readonly cursorPosition: number }
}

/** From here on the optimised grammar (12 % faster) makes up for the time that its compilation takes. */
const largeInput = 4_000_000

/** Loads the grammar of 18; that of 16 comes with `loadFallback`, after a refusal. `bytes`: how much is to be parsed. */
export async function loadParser(bytes = 0): Promise<Parser & { loadFallback(): Promise<void> }> {
  // Compiling the grammar with the baseline compiler only halves a small run.
  if (bytes < largeInput) setFlagsFromString('--liftoff-only')
  const current = await import('libpg-query')
  await current.loadModule()
  let fallback: Grammar | undefined

  return {
    async loadFallback() {
      if (fallback !== undefined) return
      const earlier = await import('libpg-query-16')
      await earlier.loadModule()
      fallback = earlier as unknown as Grammar
    },
    parse(text) {
      const parsed = tryParse(current, text, 18)
      if (parsed === undefined || parsed.ok || fallback === undefined) return parsed
      const second = tryParse(fallback, text, 16)
      return second?.ok === true ? second : parsed
    },
    parseBody(text) {
      try {
        return current.parsePlPgSQLSync(text)
      } catch {
        return undefined
      }
    },
  }
}

function tryParse(grammar: Grammar, text: string, version: 18 | 16): Parsed | undefined {
  try {
    const node = grammar.parseSync(text).stmts?.[0]?.stmt
    return node === undefined ? undefined : { ok: true, node, grammar: version }
  } catch (error) {
    const refusal = error as Refusal
    return { ok: false, message: refusal.message, at: Math.max(0, refusal.sqlDetails?.cursorPosition ?? 0) }
  }
}
