// The one file that knows the SQL parser: PostgreSQL's own grammar of 18, and of 16 for what 18 refuses.
import type { Node } from 'libpg-query'
import { loadGrammar, type Grammar } from './grammar.ts'
import type { Shape, ShapeReader } from './shapes/read-shape.ts'
import { ShapeMemory } from './shapes/remember-shapes.ts'

/** A statement's tree. Every `location` in it is a byte offset (UTF-8) into the text that was parsed. */
export type Parsed =
  | { readonly ok: true; readonly node: Node; readonly grammar: 18 | 16 }
  /** `at`: code points from the start of the text. */
  | { readonly ok: false; readonly message: string; readonly at: number }

export interface Parser {
  /** One statement, without its `;`, as text or as its UTF-8. `undefined` where it holds none. */
  parse(text: string | Uint8Array): Parsed | undefined
  /** A CREATE FUNCTION statement in PL/pgSQL as the tree of its body; undefined where it does not parse. */
  parseBody(text: string): unknown
}

/** From here on the optimised grammar (12 % faster) makes up for its compilation, which keeps another processor busy. */
const largeInput = 32_000_000

/** What parses the statements of a source, one behind the other. */
export interface StatementParser extends Parser {
  /** Reads shapes of statements for `recall`; undefined where the source is too small for that. */
  readonly shapes: ShapeReader | undefined
  /**
   * What the grammar says of the statement whose shape was read last; undefined where it is to be asked. The tree holds until
   * the next statement is recalled: it may be filled anew then.
   */
  recall(shape: Shape): Node | undefined
  loadFallback(): Promise<void>
}

/** From here on statements of the same shape are many enough to be worth remembering. */
const repetitiveInput = 400_000

/** Loads the grammar of 18; that of 16 comes with `loadFallback`, after a refusal. `bytes`: how much is to be parsed. */
export async function loadParser(bytes = 0): Promise<StatementParser> {
  const current = await loadGrammar(18, bytes < largeInput)
  let fallback: Grammar | undefined
  const memory = bytes < repetitiveInput ? undefined : new ShapeMemory((text) => treeOf(tryParse(current, text, 18)))

  const parser: StatementParser = {
    shapes: memory?.reader,
    recall(shape) {
      return memory?.recall(shape)
    },
    async loadFallback() {
      fallback ??= await loadGrammar(16, true)
    },
    parse(text) {
      const parsed = tryParse(current, text, 18)
      if (parsed === undefined || parsed.ok || fallback === undefined) return parsed
      const second = tryParse(fallback, text, 16)
      return second?.ok === true ? second : parsed
    },
    parseBody(text) {
      try {
        return current.parseBody(text)
      } catch {
        return undefined
      }
    },
  }
  return parser
}

function treeOf(parsed: Parsed | undefined): Node | undefined {
  return parsed?.ok === true ? parsed.node : undefined
}

function tryParse(grammar: Grammar, text: string | Uint8Array, version: 18 | 16): Parsed | undefined {
  try {
    const found = grammar.parse(text)
    if (found === undefined) return undefined
    if ('message' in found) return { ok: false, message: found.message, at: found.at }
    return { ok: true, node: found, grammar: version }
  } catch (error) {
    // The grammar gave up within: a statement nested too deeply, or too large.
    return { ok: false, message: (error as Error).message, at: 0 }
  }
}
