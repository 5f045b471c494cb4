import type { Node } from '../parse-tree.ts'
import { ShapeReader, type Shape } from './read-shape.ts'
import { fill, hasCodes, learnTemplate, type ShapeTemplate } from './shape-template.ts'
import { TableShapes } from './table-shapes.ts'

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
  readonly reader = new ShapeReader()
  readonly #templates = new Map<number, ShapeTemplate | 'met' | 'refused'>()
  readonly #tables: TableShapes
  readonly #parse: (text: Uint8Array) => Node | undefined
  #slots = 0

  constructor(parse: (text: Uint8Array) => Node | undefined) {
    this.#parse = parse
    this.#tables = new TableShapes(parse)
  }

  /** Of the statement that the memory's reader has read last. */
  recall(shape: Shape): Node | undefined {
    const mayLearn = this.#slots + this.#tables.slots < mostSlots
    if (this.#tables.isTable(shape)) return this.#tables.recall(shape, mayLearn)
    const known = this.#templates.get(shape.hash)
    if (known === 'refused') return undefined
    if (known === undefined) {
      if (this.#templates.size < mostShapes) this.#templates.set(shape.hash, 'met')
      return undefined
    }
    if (known !== 'met') {
      if (!hasCodes(known.codes, shape, 0, shape.count, 0)) return undefined
      fill(known, shape, 0)
      return known.tree
    }
    if (!mayLearn) return undefined
    const learned = learnTemplate(shape, this.#parse)
    this.#templates.set(shape.hash, learned ?? 'refused')
    this.#slots += learned?.slots.length ?? 0
    return learned?.tree
  }
}
