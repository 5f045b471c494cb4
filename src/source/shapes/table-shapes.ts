import type { Node } from '../parse-tree.ts'
import { nodeAs } from '../parse-tree.ts'
import { findElements, type Elements } from './find-elements.ts'
import { punctuationOf, ShapeReader, type Shape } from './read-shape.ts'
import {
  copyFilling,
  fill,
  hasCodes,
  learnTemplate,
  textOf,
  type Filling,
  type ShapeTemplate,
} from './shape-template.ts'

type Parse = (text: Uint8Array) => Node | undefined

/** What stands before the element in the statement that it is learned from. */
const before = 'CREATE TABLE q ('
const tokensBefore = 4

/** An element of tables, as often as one statement has had it. */
interface KnownElement {
  readonly codes: Int32Array
  readonly fillings: Filling[]
  /** How many of them the statement of this number has taken. */
  used: number
  usedBy: number
}

/**
 * The trees of `CREATE TABLE name (…)`, put together of their elements: tables of different columns have most shapes of
 * these in common. An element is parsed alike whatever stands beside it: the grammar's list (TableElementList) is one of
 * independent elements, and no token is read otherwise for a comma or parenthesis behind it.
 */
export class TableShapes {
  readonly #reader = new ShapeReader()
  readonly #parse: Parse
  readonly #heads = new Map<number, ShapeTemplate | 'refused'>()
  readonly #elements = new Map<number, KnownElement | 'met' | 'refused'>()
  readonly #found: Elements = { count: 0, starts: [], hashes: [] }
  readonly #trees: Node[] = []
  #statement = 0
  #slots = 0

  constructor(parse: Parse) {
    this.#parse = parse
  }

  /** How many places in trees are held. */
  get slots(): number {
    return this.#slots
  }

  /** Whether a statement is put together of elements; `recall` is about the one that was asked about last. */
  isTable(shape: Shape): boolean {
    return findElements(shape, this.#found)
  }

  /** The tree of the statement, which holds until the next. Undefined where an element was not seen twice before. */
  recall(shape: Shape, mayLearn: boolean): Node | undefined {
    const { count, starts, hashes } = this.#found
    const trees = this.#trees
    trees.length = 0
    this.#statement++
    for (let place = 0; place < count; place++) {
      const first = starts[place]!
      const known = this.#element(shape, first, starts[place + 1]! - 1, hashes[place]!, mayLearn)
      if (known !== undefined) trees.push(this.#fill(known, shape, first))
    }
    if (trees.length < count) return undefined
    const head = this.#head(shape, starts[0]!, mayLearn)
    if (head === undefined) return undefined
    fill(head, shape, 0)
    nodeAs(head.tree, 'CreateStmt')!.tableElts = trees
    return head.tree
  }

  /** Learned from a table without columns. */
  #head(shape: Shape, end: number, mayLearn: boolean): ShapeTemplate | undefined {
    let hash = 0
    for (let token = 0; token < end; token++) hash = (Math.imul(hash, 31) + shape.codes[token]!) | 0
    let known = this.#heads.get(hash)
    if (known === undefined && mayLearn) {
      const learned = this.#learn(Buffer.concat([textOf(shape, 0, end), Buffer.from(')')]))
      // What is no such statement would take nothing between its parentheses, or something else.
      const isTable = nodeAs(learned?.tree, 'CreateStmt') !== undefined
      this.#heads.set(hash, (known = isTable ? learned! : 'refused'))
    }
    return known === undefined || known === 'refused' || !hasCodes(known.codes, shape, 0, end, 1) ? undefined : known
  }

  /** Tokens from `first` to before `end`. */
  #element(shape: Shape, first: number, end: number, hash: number, mayLearn: boolean) {
    const known = this.#elements.get(hash)
    if (known === undefined) this.#elements.set(hash, 'met')
    else if (known === 'met') {
      if (!mayLearn) return undefined
      const learned = this.#learnElement(shape, first, end)
      this.#elements.set(hash, learned ?? 'refused')
      return learned
    } else if (known !== 'refused' && hasCodes(known.codes, shape, first, end, 0)) return known
    return undefined
  }

  #learnElement(shape: Shape, first: number, end: number): KnownElement | undefined {
    if (first === end || punctuationOf(shape.codes[first]!) !== 0) return undefined
    const text = textOf(shape, first, end)
    const learned = this.#learn(Buffer.concat([Buffer.from(before), text, Buffer.from(')')]))
    const elements = nodeAs(learned?.tree, 'CreateStmt')?.tableElts
    if (learned === undefined || elements?.length !== 1) return undefined
    const codes = learned.codes.slice(tokensBefore, -1)
    if (!hasCodes(codes, shape, first, end, 0)) return undefined
    const slots = learned.slots.filter(({ token }) => token >= tokensBefore).map((slot) => ({ ...slot, token: slot.token - tokensBefore })) // prettier-ignore
    return { codes, fillings: [{ tree: elements[0]!, slots }], used: 0, usedBy: 0 }
  }

  #learn(text: Buffer): ShapeTemplate | undefined {
    const shape = this.#reader.read(text)
    const learned = shape === undefined ? undefined : learnTemplate(shape, this.#parse)
    this.#slots += learned?.slots.length ?? 0
    return learned
  }

  /** A tree of its own for each element of a statement. */
  #fill(element: KnownElement, shape: Shape, first: number): Node {
    if (element.usedBy !== this.#statement) {
      element.usedBy = this.#statement
      element.used = 0
    }
    let filling = element.fillings[element.used++]
    if (filling === undefined) {
      filling = copyFilling(element.fillings[0]!)
      element.fillings.push(filling)
      this.#slots += filling.slots.length
    }
    fill(filling, shape, first)
    return filling.tree
  }
}
