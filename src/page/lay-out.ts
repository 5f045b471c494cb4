import type { Slot } from './place-rooms.ts'

export const sizes = {
  width: 224,
  head: 54,
  row: 24,
  foot: 28,
  pad: 8,
  channel: 150,
  corridor: 46,
  closedCorridor: 96,
  margin: 40,
}

/** What of a room is drawn. */
export interface RoomShape {
  /** Nodes shown as rows; the order is the layout's to choose. */
  readonly nodes: readonly number[]
  /** A last row tells of what is not shown. */
  readonly foot: boolean
}

/** A line as it is drawn: between nodes, or rooms where those are closed. */
export interface Stroke {
  readonly fromRoom: number
  readonly toRoom: number
  /** Undefined: the room itself. */
  readonly fromNode?: number | undefined
  readonly toNode?: number | undefined
}

export interface LaidRoom {
  readonly x: number
  readonly y: number
  readonly height: number
  /** In the order in which they are drawn. */
  readonly nodes: readonly number[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  readonly rooms: readonly LaidRoom[]
  /** SVG path data, one a stroke. */
  readonly paths: readonly string[]
}

/** Places rows in their rooms so that lines cross little, and draws the lines through the gaps between rooms. */
export function layOut(shapes: readonly RoomShape[], slots: readonly Slot[], strokes: readonly Stroke[]): Layout {
  const order = shapes.map(({ nodes }) => [...nodes])
  let rooms = stack(shapes, slots, order)
  for (let pass = 0; pass < 4; pass += 1) {
    sortRows(order, rooms, strokes)
    rooms = stack(shapes, slots, order)
  }
  const right = Math.max(0, ...rooms.map(({ x }) => x + sizes.width))
  const bottom = Math.max(0, ...rooms.map(({ y, height }) => y + height))
  const route = router(rooms, slots)
  return {
    width: right + sizes.margin + 60,
    height: bottom + sizes.margin,
    rooms,
    paths: strokes.map(route),
  }
}

function stack(
  shapes: readonly RoomShape[],
  slots: readonly Slot[],
  order: readonly (readonly number[])[],
): LaidRoom[] {
  const heights = shapes.map(({ nodes, foot }) => {
    const rows = nodes.length * sizes.row + (foot ? sizes.foot : 0)
    return sizes.head + rows + (rows > 0 ? sizes.pad : 0)
  })
  const closed = shapes.every(({ nodes }) => nodes.length === 0)
  const corridor = closed ? sizes.closedCorridor : sizes.corridor
  const columns = new Map<number, number[]>()
  for (const [room, { column }] of slots.entries()) columns.set(column, [...(columns.get(column) ?? []), room])
  const tall = (rooms: readonly number[]) =>
    rooms.reduce((sum, room) => sum + heights[room]!, 0) + (rooms.length - 1) * corridor
  const tallest = Math.max(0, ...[...columns.values()].map(tall))
  const laid: LaidRoom[] = []
  for (const [column, rooms] of columns) {
    rooms.sort((a, b) => slots[a]!.row - slots[b]!.row)
    let y = sizes.margin + (tallest - tall(rooms)) / 2
    for (const room of rooms) {
      const x = sizes.margin + 30 + column * (sizes.width + sizes.channel)
      laid[room] = { x, y, height: heights[room]!, nodes: order[room]! }
      y += heights[room]! + corridor
    }
  }
  return laid
}

/** Rows with lines first, by the middle of their other ends; the rest as they came. */
function sortRows(order: number[][], rooms: readonly LaidRoom[], strokes: readonly Stroke[]): void {
  const height = heightOf(rooms)
  const pulls = new Map<number, { sum: number; count: number }>()
  const pull = (node: number | undefined, y: number) => {
    if (node === undefined) return
    const known = pulls.get(node) ?? { sum: 0, count: 0 }
    pulls.set(node, { sum: known.sum + y, count: known.count + 1 })
  }
  for (const { fromRoom, toRoom, fromNode, toNode } of strokes) {
    pull(fromNode, height(toRoom, toNode))
    pull(toNode, height(fromRoom, fromNode))
  }
  const middle = (node: number) => {
    const known = pulls.get(node)
    return known === undefined ? Infinity : known.sum / known.count
  }
  for (const nodes of order) {
    const keys = new Map(nodes.map((node, at) => [node, { middle: middle(node), at }]))
    nodes.sort((a, b) => {
      const [one, two] = [keys.get(a)!, keys.get(b)!]
      return one.middle === two.middle ? one.at - two.at : one.middle - two.middle
    })
  }
}

function heightOf(rooms: readonly LaidRoom[]): (room: number, node: number | undefined) => number {
  const rows = new Map<number, number>()
  for (const { y, nodes } of rooms)
    for (const [at, node] of nodes.entries()) rows.set(node, y + sizes.head + (at + 0.5) * sizes.row)
  return (room, node) => (node === undefined ? undefined : rows.get(node)) ?? rooms[room]!.y + sizes.head / 2
}

/** Draws from side to side; across a column through the gap between two of its rooms that is nearest. */
function router(rooms: readonly LaidRoom[], slots: readonly Slot[]): (stroke: Stroke) => string {
  const height = heightOf(rooms)
  const last = Math.max(0, ...slots.map(({ column }) => column))
  const gaps = Array.from({ length: last + 1 }, (_, column) =>
    gapsOf(rooms.filter((_, at) => slots[at]!.column === column)),
  )
  const lanes = new Map<number, number>()
  const left = (column: number) => sizes.margin + 30 + column * (sizes.width + sizes.channel)
  const number = (value: number) => String(Math.round(value * 10) / 10)
  const curve = (x: number, y: number, toX: number, toY: number) => {
    const bend = (toX - x) / 2
    return `C${number(x + bend)} ${number(y)} ${number(toX - bend)} ${number(toY)} ${number(toX)} ${number(toY)}`
  }
  return ({ fromRoom, toRoom, fromNode, toNode }) => {
    const [a, b] = [slots[fromRoom]!.column, slots[toRoom]!.column]
    const [startY, endY] = [height(fromRoom, fromNode), height(toRoom, toNode)]
    if (a === b) {
      const side = a === last && last > 0 ? -1 : 1
      const x = left(a) + (side > 0 ? sizes.width : 0)
      const bulge = x + side * (26 + Math.min(76, Math.abs(endY - startY) / 5))
      return `M${number(x)} ${number(startY)}C${number(bulge)} ${number(startY)} ${number(bulge)} ${number(endY)} ${number(x + side * 3)} ${number(endY)}`
    }
    const step = a < b ? 1 : -1
    const exit = (column: number) => left(column) + (step > 0 ? sizes.width : 0)
    const entry = (column: number) => left(column) + (step > 0 ? 0 : sizes.width)
    let [x, y] = [exit(a), startY]
    let path = `M${number(x)} ${number(y)}`
    for (let column = a + step; column !== b; column += step) {
      const wanted = startY + ((endY - startY) * (column - a)) / (b - a)
      const gap = gaps[column]!.reduce((best, each) =>
        Math.abs(each - wanted) < Math.abs(best - wanted) ? each : best,
      )
      const lane = lanes.get(column * 1e6 + gap) ?? 0
      lanes.set(column * 1e6 + gap, lane + 1)
      const through = gap + ((lane % 9) - 4) * 4
      path += `${curve(x, y, entry(column), through)}H${number(exit(column))}`
      ;[x, y] = [exit(column), through]
    }
    return path + curve(x, y, entry(b) - step * 3, endY)
  }
}

/** The middles of the gaps above, between and below a column's rooms. */
function gapsOf(rooms: readonly LaidRoom[]): number[] {
  const sorted = [...rooms].sort((a, b) => a.y - b.y)
  const between = sorted.slice(1).map(({ y }, at) => (sorted[at]!.y + sorted[at]!.height + y) / 2)
  const half = sizes.corridor / 2
  return [
    ...sorted.slice(0, 1).map(({ y }) => y - half),
    ...between,
    ...sorted.slice(-1).map(({ y, height }) => y + height + half),
  ]
}
