import { visible } from '../../core/visible-text.ts'
import { chooseLines } from '../choose-lines.ts'
import { layOut } from '../lay-out.ts'
import type { RoomShape, Stroke } from '../lay-out.ts'
import { crosses, lineStyle } from '../page-data.ts'
import { placeRooms } from '../place-rooms.ts'
import type { Slot } from '../place-rooms.ts'
import { startDrag } from './drag-table.ts'
import { h, s, count } from './element.ts'
import type { PageState } from './page-state.ts'

const styles = ['many', 'cascade', 'restrict', 'no-action', 'set-null', 'set-default', 'implied', 'other']

/** The picture: rooms with their tables, and the lines between them. */
export class Stage {
  readonly element: HTMLElement
  private readonly inner = h('div', { class: 'stage' })
  private readonly slots: readonly Slot[]
  private readonly rows = new Map<number, HTMLElement>()
  private readonly rooms: HTMLElement[] = []
  private drawn: {
    path: SVGElement
    lines: readonly number[]
    nodes: ReadonlySet<number>
    rooms: ReadonlySet<number>
  }[] = []
  private zoom = 1
  private width = 0

  private readonly state: PageState

  constructor(state: PageState) {
    this.state = state
    this.element = h(
      'div',
      { class: 'viewport', tabindex: 0, role: 'region', 'aria-label': 'Picture of the split' },
      this.inner,
    )
    this.slots = placeRooms(this.ties())
    this.element.addEventListener('click', (event) => {
      if (event.target === this.inner || event.target === this.element) state.select(undefined)
    })
    this.element.addEventListener('keydown', (event) => this.walk(event))
  }

  private ties(): number[][] {
    const { data, plannedRooms } = this.state
    const ties = data.rooms.map(() => data.rooms.map(() => 0))
    for (const line of data.lines) {
      const [a, b] = [plannedRooms[line.from]!, plannedRooms[line.to]!]
      if (a === b) continue
      ties[a]![b]! += 1
      ties[b]![a]! += 1
    }
    return ties
  }

  /** Lays out and draws everything anew. */
  draw(): void {
    const { state } = this
    const focused = (document.activeElement as HTMLElement | null)?.dataset['node']
    const chosen = this.lines()
    const crossing = new Set(
      state.data.lines.flatMap((line) => (crosses(line, state.rooms) ? [line.from, line.to] : [])),
    )
    const { shapes, hiddenCounts } = this.shapes(crossing)
    const shown = new Set(shapes.flatMap(({ nodes }) => nodes))
    const bundles = this.bundle(chosen, shown)
    const layout = layOut(
      shapes,
      this.slots,
      bundles.map(({ stroke }) => stroke),
    )

    this.rows.clear()
    this.width = layout.width
    const members = new Map<number, number>()
    for (const room of state.rooms) members.set(room, (members.get(room) ?? 0) + 1)
    const rooms = layout.rooms.map((laid, room) => {
      const element = this.room(room, laid.nodes, hiddenCounts[room]!, crossing)
      element.style.left = `${laid.x}px`
      element.style.top = `${laid.y}px`
      element.style.height = `${laid.height}px`
      return element
    })
    this.rooms.splice(0, this.rooms.length, ...rooms)
    const svg = s(
      'svg',
      { class: 'lines', width: layout.width, height: layout.height, 'aria-hidden': 'true' },
      arrows(),
    )
    this.drawn = bundles.map(({ stroke, lines, style }, at) => {
      const d = layout.paths[at]!
      const width = lines.length === 1 ? 1.6 : Math.min(9, 1.6 + Math.log2(lines.length) * 1.2)
      const path = s('path', { d, class: `line ${style}`, 'stroke-width': width, 'marker-end': `url(#arrow-${style})` })
      const title = `${lines.length > 1 ? `${lines.length} × ` : ''}${lines
        .slice(0, 5)
        .map((line) => visible(state.data.lines[line]!.title))
        .join('\n')}`
      const hit = s(
        'path',
        { d, class: 'hit', onclick: () => state.select({ kind: 'lines', lines }) },
        s('title', {}, title),
      )
      const group = s('g', { class: style }, path, hit)
      svg.append(group)
      const nodes = new Set(lines.flatMap((line) => [state.data.lines[line]!.from, state.data.lines[line]!.to]))
      return { path: group, lines, nodes, rooms: new Set([stroke.fromRoom, stroke.toRoom]) }
    })
    this.inner.replaceChildren(svg, ...rooms)
    this.inner.style.width = `${layout.width}px`
    this.inner.style.height = `${layout.height}px`
    this.mark()
    if (focused !== undefined) this.rows.get(Number(focused))?.focus({ preventScroll: true })
  }

  /** The crossing lines that pass the filter; with a neighbourhood alone, all of its lines. */
  private lines(): number[] {
    const { state } = this
    const { data, selection } = state
    const inside = (at: number) => data.lines[at]!.from !== data.lines[at]!.to
    if (state.alone && selection?.kind === 'node') return state.linesOf[selection.at]!.filter(inside)
    return chooseLines(data, state.rooms, state).filter(inside)
  }

  private shapes(crossing: ReadonlySet<number>): { shapes: RoomShape[]; hiddenCounts: number[] } {
    const { state } = this
    const { data, selection } = state
    const near = state.alone && selection?.kind === 'node' ? state.neighbours(selection.at) : undefined
    const members: number[][] = data.rooms.map(() => [])
    for (const [node, room] of state.rooms.entries()) members[room]!.push(node)
    const shown = members.map((nodes, room) => {
      if (near !== undefined) return nodes.filter((node) => near.has(node))
      if (!state.open.has(room)) return []
      return state.whole.has(room)
        ? nodes
        : nodes.filter((node) => crossing.has(node) || state.rooms[node] !== state.plannedRooms[node])
    })
    const hiddenCounts = members.map((nodes, room) =>
      near === undefined && state.open.has(room) ? nodes.length - shown[room]!.length : 0,
    )
    return {
      shapes: shown.map((nodes, room) => ({
        nodes,
        foot:
          hiddenCounts[room]! > 0 ||
          (near === undefined && state.open.has(room) && state.whole.has(room) && nodes.length > 12),
      })),
      hiddenCounts,
    }
  }

  /** Lines with the same ends as drawn, and of the same style, are one stroke; between closed rooms of any style. */
  private bundle(
    chosen: readonly number[],
    shown: ReadonlySet<number>,
  ): { stroke: Stroke; lines: number[]; style: string }[] {
    const { data, rooms } = this.state
    const bundles = new Map<string, { stroke: Stroke; lines: number[]; style: string }>()
    for (const at of chosen) {
      const line = data.lines[at]!
      const [fromNode, toNode] = [line.from, line.to].map((node) => (shown.has(node) ? node : undefined))
      const style = fromNode === undefined && toNode === undefined ? 'many' : lineStyle(line).replace(' ', '-')
      const [fromRoom, toRoom] = [rooms[line.from]!, rooms[line.to]!]
      if (fromRoom === toRoom && (fromNode === undefined || toNode === undefined)) continue
      const key = `${style} ${fromRoom} ${fromNode} ${toRoom} ${toNode}`
      const bundle = bundles.get(key)
      if (bundle === undefined) bundles.set(key, { stroke: { fromRoom, toRoom, fromNode, toNode }, lines: [at], style })
      else bundle.lines.push(at)
    }
    return [...bundles.values()]
  }

  private room(room: number, nodes: readonly number[], hidden: number, crossing: ReadonlySet<number>): HTMLElement {
    const { state } = this
    const tables = state.rooms.filter((at, node) => at === room && state.data.nodes[node]!.table).length
    const views = state.data.rooms[room]!.views
    const open = state.open.has(room)
    const name = visible(state.roomName(room))
    const toggle = (set: Set<number>) => () => {
      if (!set.delete(room)) set.add(room)
      state.change()
    }
    const element = h(
      'section',
      { class: 'room', 'data-room': room, 'aria-label': `Service ${name}` },
      h(
        'header',
        {},
        h(
          'button',
          { class: 'name', title: name, onclick: () => state.select({ kind: 'room', at: room }) },
          h('h2', {}, name),
        ),
        h(
          'button',
          {
            class: 'fold',
            'aria-expanded': String(open),
            'aria-label': `${open ? 'Close' : 'Open'} ${name}`,
            onclick: toggle(state.open),
          },
          open ? '▾' : '▸',
        ),
        h('p', {}, count(tables, 'table') + (views > 0 ? ` · ${count(views, 'view')}` : '')),
      ),
      ...nodes.map((node) => this.row(node, crossing.has(node))),
    )
    if (hidden > 0)
      element.append(
        h('button', { class: 'foot', onclick: toggle(state.whole) }, `+ ${count(hidden, 'table')} without a crossing`),
      )
    else if (open && state.whole.has(room) && nodes.length > 12 && !state.alone)
      element.append(h('button', { class: 'foot', onclick: toggle(state.whole) }, 'only what crosses'))
    return element
  }

  private row(node: number, crossing: boolean): HTMLElement {
    const { state } = this
    const { label, name, table } = state.data.nodes[node]!
    const moved = state.rooms[node] !== state.plannedRooms[node]
    const kinds = `${table ? '' : ' object'}${crossing ? ' crossing' : ''}${moved ? ' moved' : ''}`
    const row = h(
      'button',
      {
        class: `row${kinds}`,
        'data-node': node,
        title: visible(name),
        onclick: () => state.select({ kind: 'node', at: node }),
      },
      visible(label),
    )
    row.addEventListener('pointerenter', () => this.hover(node))
    row.addEventListener('pointerleave', () => this.hover(undefined))
    if (table) row.addEventListener('pointerdown', (event) => startDrag(event, row, state))
    this.rows.set(node, row)
    return row
  }

  private hover(node: number | undefined): void {
    for (const { path, nodes } of this.drawn) path.classList.toggle('hover', node !== undefined && nodes.has(node))
  }

  /** Marks what is selected and what it is tied to. */
  mark(): void {
    const { selection, data } = this.state
    const lines = new Set(selection?.kind === 'lines' ? selection.lines : [])
    const on = ({ lines: own, nodes, rooms }: (typeof this.drawn)[number]) =>
      selection?.kind === 'node' ? nodes.has(selection.at) : selection?.kind === 'room' ? rooms.has(selection.at) : own.some((at) => lines.has(at)) // prettier-ignore
    const near = new Set<number>(selection?.kind === 'node' ? this.state.neighbours(selection.at) : [])
    for (const at of lines) near.add(data.lines[at]!.from).add(data.lines[at]!.to)
    for (const each of this.drawn) {
      const is = selection !== undefined && on(each)
      each.path.classList.toggle('on', is)
      if (is && selection.kind === 'room') for (const node of each.nodes) near.add(node)
    }
    this.inner.classList.toggle('choosing', selection !== undefined)
    for (const [node, row] of this.rows) {
      row.classList.toggle('near', near.has(node))
      const is = selection?.kind === 'node' && selection.at === node
      row.classList.toggle('selected', is)
      if (is) row.setAttribute('aria-current', 'true')
      else row.removeAttribute('aria-current')
    }
    for (const [room, element] of this.rooms.entries())
      element.classList.toggle('selected', selection?.kind === 'room' && selection.at === room)
  }

  show(node: number): void {
    this.rows.get(node)?.scrollIntoView({ block: 'center', inline: 'center' })
  }

  /** Arrows walk through the rows that are shown, Escape lets go. */
  private walk(event: KeyboardEvent): void {
    if (event.key === 'Escape') return this.state.select(undefined)
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const row = (event.target as HTMLElement).closest('.row')
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
    if (!(next instanceof HTMLButtonElement)) return
    event.preventDefault()
    next.focus()
  }

  /** A factor, or `fit`: as large as the width allows, but not so that it is coarse. */
  scale(to: number | 'fit'): void {
    this.zoom = to === 'fit' ? Math.min(1.2, (this.element.clientWidth - 16) / this.width) : this.zoom * to
    this.zoom = Math.max(0.2, Math.min(2, this.zoom))
    this.inner.style.setProperty('zoom', String(this.zoom))
  }

  /** For paper, whose width is known to be no more than this. */
  scaleTo(width: number): () => void {
    const before = this.zoom
    this.scale(Math.min(1, width / this.width) / this.zoom)
    return () => this.scale(before / this.zoom)
  }
}

function arrows(): SVGElement {
  const markers = styles.map((style) =>
    s(
      'marker',
      {
        id: `arrow-${style}`,
        class: style,
        viewBox: '0 0 8 8',
        refX: 6.5,
        refY: 4,
        markerWidth: 8,
        markerHeight: 8,
        markerUnits: 'userSpaceOnUse',
        orient: 'auto',
      },
      s('path', { d: 'M0 .8 7 4 0 7.2Z' }),
    ),
  )
  return s('defs', {}, ...markers)
}
