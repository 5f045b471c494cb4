import type { Node } from '../parse-tree.ts'
import { nameCode, textCode, type Shape } from './read-shape.ts'

/** A place in a tree that a token decides: the token's value, or where it begins. */
interface Slot {
  readonly holder: Record<string, unknown>
  readonly key: string
  readonly token: number
  readonly isPlace: boolean
}

/** One tree, which is filled anew for each statement. */
export interface Filling {
  readonly tree: Node
  readonly slots: readonly Slot[]
}

/** What statements of one shape parse to. */
export interface ShapeTemplate extends Filling {
  readonly codes: Int32Array
}

/**
 * Learns from the grammar itself: two statements of this shape with names, texts and places of their own. Whatever differs
 * between their trees is a name, a text or a place. Undefined where something is neither, where a name or text is not taken
 * over as it is, or where the tree that comes of it is not the grammar's.
 */
export function learnTemplate(shape: Shape, parse: (text: Uint8Array) => Node | undefined): ShapeTemplate | undefined {
  const first = makeSpecimen(shape, 'q', '')
  // Every place behind the first token is another one.
  const second = makeSpecimen(shape, 'another', ' ')
  const tree = parse(Buffer.from(first.text))
  const other = parse(Buffer.from(second.text))
  const expected = parse(textOf(shape, 0, shape.count))
  if (tree === undefined || other === undefined || expected === undefined) return undefined
  const slots: Slot[] = []
  const compare = (one: Record<string, unknown>, two: Record<string, unknown>): boolean => {
    for (const key of Object.keys(one)) {
      const a = one[key]
      const b = two[key]
      if (a === b) continue
      const kind = typeof a
      if (kind !== typeof b) return false
      if (kind === 'object') {
        if (!compare(a as Record<string, unknown>, b as Record<string, unknown>)) return false
        continue
      }
      const isPlace = kind === 'number'
      const token = ((isPlace ? first.starts : first.values) as unknown[]).indexOf(a)
      if (token === -1 || (isPlace ? second.starts : second.values)[token] !== b) return false
      slots.push({ holder: one, key, token, isPlace })
    }
    return Object.keys(one).length === Object.keys(two).length
  }
  if (!compare(tree as Record<string, unknown>, other as Record<string, unknown>)) return undefined
  const taken = new Set(slots.filter(({ isPlace }) => !isPlace).map(({ token }) => token))
  for (let token = 0; token < shape.count; token++)
    if (isOpen(shape.codes[token]!) && !taken.has(token)) return undefined
  const template = { codes: shape.codes.slice(0, shape.count), tree, slots }
  fill(template, shape, 0)
  return JSON.stringify(tree) === JSON.stringify(expected) ? template : undefined
}

/** Makes the tree that of the tokens from `first` on; it holds until it is filled again. */
export function fill({ slots }: Filling, shape: Shape, first: number): void {
  for (let place = 0; place < slots.length; place++) {
    const { holder, key, token, isPlace } = slots[place]!
    holder[key] = isPlace ? shape.starts[first + token] : shape.values[first + token]
  }
}

/** The same with a tree of its own. */
export function copyFilling({ tree, slots }: Filling): Filling {
  const copies = new Map<unknown, Record<string, unknown>>()
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(copy)
    const made: Record<string, unknown> = {}
    copies.set(value, made)
    for (const [key, item] of Object.entries(value)) made[key] = copy(item)
    return made
  }
  const copied = copy(tree) as Node
  return { tree: copied, slots: slots.map((slot) => ({ ...slot, holder: copies.get(slot.holder)! })) }
}

/** The text of the tokens from `first` to before `end`. */
export function textOf({ bytes, start, starts, ends }: Shape, first: number, end: number): Buffer {
  return bytes.subarray(start + starts[first]!, start + ends[end - 1]!)
}

/** Whether the tokens from `first` to before `end` are of these codes; of the codes `spare` are left over. */
export function hasCodes(codes: Int32Array, shape: Shape, first: number, end: number, spare: number): boolean {
  if (codes.length !== end - first + spare) return false
  for (let token = first; token < end; token++) if (codes[token - first] !== shape.codes[token]) return false
  return true
}

function isOpen(code: number): boolean {
  return code === nameCode || code === textCode
}

/** A statement of the shape, with a name or text of its own for each that is open. */
function makeSpecimen(shape: Shape, prefix: string, gap: string) {
  const textBetween = (start: number, end: number): string =>
    shape.bytes.toString('latin1', shape.start + start, shape.start + end)
  const values: (string | undefined)[] = []
  const starts: number[] = []
  let text = ''
  let end = 0
  for (let token = 0; token < shape.count; token++) {
    const start = shape.starts[token]!
    text += textBetween(end, start)
    end = shape.ends[token]!
    if (token === 1) text += gap
    starts.push(text.length)
    const code = shape.codes[token]!
    const value = isOpen(code) ? `${prefix}${token}x` : undefined
    values.push(value)
    text += value === undefined ? textBetween(start, end) : code === textCode ? `'${value}'` : value
  }
  return { text, values, starts }
}
