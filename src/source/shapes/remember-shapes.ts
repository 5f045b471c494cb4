import type { Node } from '../parse-tree.ts'
import { ShapeReader } from './read-shape.ts'
import { fillTemplate, learnTemplate, type ShapeTemplate } from './shape-template.ts'

/** So many shapes and slots are held at the most; a slot takes about 100 bytes. */
const mostShapes = 100_000
const mostSlots = 200_000

/**
 * Parses statements as the grammar does, those of a shape that came twice before without it: a dump has thousands of
 * statements that differ in nothing but names, and the grammar and its JSON take half the time of reading them.
 *
 * A tree holds until the next statement is parsed. Undefined for what the grammar is to parse.
 */
export class ShapeMemory {
  readonly #reader = new ShapeReader()
  readonly #templates = new Map<number, ShapeTemplate | 'met' | 'refused'>()
  readonly #parse: (text: Uint8Array) => Node | undefined
  #slots = 0

  constructor(parse: (text: Uint8Array) => Node | undefined) {
    this.#parse = parse
  }

  recall(bytes: Buffer): Node | undefined {
    const shape = this.#reader.read(bytes)
    if (shape === undefined) return undefined
    const known = this.#templates.get(shape.hash)
    if (known === 'refused') return undefined
    if (known === undefined) {
      if (this.#templates.size < mostShapes) this.#templates.set(shape.hash, 'met')
      return undefined
    }
    if (known !== 'met') {
      if (known.codes.length !== shape.count) return undefined
      for (let token = 0; token < shape.count; token++) if (known.codes[token] !== shape.codes[token]) return undefined
      return fillTemplate(known, shape)
    }
    const learned = this.#slots > mostSlots ? undefined : learnTemplate(bytes, shape, this.#parse)
    this.#templates.set(shape.hash, learned ?? 'refused')
    if (learned === undefined) return undefined
    this.#slots += learned.values.length + learned.places.length
    return fillTemplate(learned, shape)
  }
}
