import { priceMoves } from '../moves.ts'
import type { MovePrice } from '../moves.ts'
import { crosses } from '../page-data.ts'
import type { PageData } from '../page-data.ts'

export type Selection =
  | { readonly kind: 'node'; readonly at: number }
  | { readonly kind: 'room'; readonly at: number }
  | { readonly kind: 'lines'; readonly lines: readonly number[] }

/** With more of them on the page, rooms begin closed. */
const mostOpen = 260

/** What the reader has chosen. Whoever changes it tells what has to be drawn again. */
export class PageState {
  readonly data: PageData
  readonly plannedRooms: readonly number[]
  rooms: number[]
  selection: Selection | undefined
  /** Show only the selected node and what it is tied to. */
  alone = false
  hidden: Set<string> = new Set()
  tier = 0
  /** Rooms that show rows. */
  readonly open: Set<number>
  /** Rooms that also show what does not cross. */
  readonly whole: Set<number>
  readonly linesOf: readonly (readonly number[])[]
  private readonly listeners: ((what: 'all' | 'selection') => void)[] = []

  constructor(data: PageData) {
    this.data = data
    this.plannedRooms = data.nodes.map(({ room }) => room)
    this.rooms = [...this.plannedRooms]
    const all = data.rooms.map((_, at) => at)
    this.open = new Set(data.nodes.length <= mostOpen ? all : [])
    const sizes = data.rooms.map((_, room) => this.rooms.filter((at) => at === room).length)
    this.whole = new Set(all.filter((room) => sizes[room]! <= 12))
    const linesOf: number[][] = data.nodes.map(() => [])
    for (const [at, { from, to }] of data.lines.entries())
      for (const node of new Set([from, to])) linesOf[node]!.push(at)
    this.linesOf = linesOf
  }

  onChange(listener: (what: 'all' | 'selection') => void): void {
    this.listeners.push(listener)
  }

  /** `selection`: nothing moves, only what is marked changes. */
  change(what: 'all' | 'selection' = 'all'): void {
    for (const listener of this.listeners) listener(what)
  }

  select(selection: Selection | undefined): void {
    const relaid = this.alone
    this.selection = selection
    if (selection?.kind !== 'node') this.alone = false
    const opened = selection?.kind === 'node' && this.reveal(selection.at)
    this.change(relaid || opened ? 'all' : 'selection')
  }

  /** Opens the room so far that the node is seen; false where it was. */
  private reveal(node: number): boolean {
    const room = this.rooms[node]!
    const seen = this.open.has(room) && (this.whole.has(room) || this.crossing(node))
    this.open.add(room)
    if (!this.crossing(node)) this.whole.add(room)
    return !seen
  }

  crossing(node: number): boolean {
    return this.linesOf[node]!.some((at) => crosses(this.data.lines[at]!, this.rooms))
  }

  neighbours(node: number): Set<number> {
    const near = new Set([node])
    for (const at of this.linesOf[node]!) near.add(this.data.lines[at]!.from).add(this.data.lines[at]!.to)
    return near
  }

  move(node: number, room: number): void {
    if (!this.data.nodes[node]!.table || this.rooms[node] === room) return
    this.rooms[node] = room
    this.open.add(room)
    this.whole.add(room)
    this.selection = { kind: 'node', at: node }
    this.change()
  }

  moved(): number[] {
    return this.rooms.flatMap((room, node) => (room === this.plannedRooms[node] ? [] : [node]))
  }

  price(): MovePrice {
    return priceMoves(this.data, this.plannedRooms, this.rooms)
  }

  roomName(room: number): string {
    return this.data.rooms[room]!.name || 'no service'
  }
}
