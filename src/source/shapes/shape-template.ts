import type { Node } from '../parse-tree.ts'
import { nameCode, textCode, type Shape } from './read-shape.ts'

type Slot = { readonly holder: Record<string, unknown>; readonly key: string; readonly token: number }

/** What statements of one shape parse to: one tree, which is filled anew for each of them. */
export interface ShapeTemplate {
  readonly codes: Int32Array
  readonly tree: Node
  readonly values: readonly Slot[]
  readonly places: readonly Slot[]
}

/**
 * Learns from the grammar itself: two statements of this shape with names, texts and places of their own. Whatever differs
 * between their trees is a name, a text or a place. Undefined where something is neither, where a name or text is not taken
 * over as it is, or where the tree that comes of it for `bytes` is not the grammar's.
 */
export function learnTemplate(
  bytes: Buffer,
  shape: Shape,
  parse: (text: Uint8Array) => Node | undefined,
): ShapeTemplate | undefined {
  const first = makeSpecimen(bytes, shape, 'q', '')
  // Every place behind the first token is another one.
  const second = makeSpecimen(bytes, shape, 'another', ' ')
  const tree = parse(Buffer.from(first.text))
  const other = parse(Buffer.from(second.text))
  const expected = parse(bytes)
  if (tree === undefined || other === undefined || expected === undefined) return undefined
  const template = {
    codes: shape.codes.slice(0, shape.count),
    tree,
    values: [] as Slot[],
    places: [] as Slot[],
  }
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
      const [from, to, slots] = kind === 'number' ? [first.starts, second.starts, template.places] : [first.values, second.values, template.values] // prettier-ignore
      const token = (from as unknown[]).indexOf(a)
      if (token === -1 || to[token] !== b) return false
      slots.push({ holder: one, key, token })
    }
    return Object.keys(one).length === Object.keys(two).length
  }
  if (!compare(tree as Record<string, unknown>, other as Record<string, unknown>)) return undefined
  const taken = new Set(template.values.map(({ token }) => token))
  for (let token = 0; token < shape.count; token++)
    if (isOpen(shape.codes[token]!) && !taken.has(token)) return undefined
  return JSON.stringify(fillTemplate(template, shape)) === JSON.stringify(expected) ? template : undefined
}

/** The tree of a statement of the template's shape: it holds until the next one is filled. */
export function fillTemplate({ tree, values, places }: ShapeTemplate, shape: Shape): Node {
  for (const { holder, key, token } of values) holder[key] = shape.values[token]
  for (const { holder, key, token } of places) holder[key] = shape.starts[token]
  return tree
}

function isOpen(code: number): boolean {
  return code === nameCode || code === textCode
}

/** A statement of the shape, with a name or text of its own for each that is open. */
function makeSpecimen(bytes: Buffer, shape: Shape, prefix: string, gap: string) {
  const values: (string | undefined)[] = []
  const starts: number[] = []
  let text = ''
  let end = 0
  for (let token = 0; token < shape.count; token++) {
    const start = shape.starts[token]!
    text += bytes.toString('latin1', end, start)
    end = shape.ends[token]!
    if (token === 1) text += gap
    starts.push(text.length)
    const code = shape.codes[token]!
    const value = isOpen(code) ? `${prefix}${token}x` : undefined
    values.push(value)
    text += value === undefined ? bytes.toString('latin1', start, end) : code === textCode ? `'${value}'` : value
  }
  return { text, values, starts }
}
