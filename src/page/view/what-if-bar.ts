import { visible } from '../../core/visible-text.ts'
import { moveCommand } from '../moves.ts'
import type { PageLine } from '../page-data.ts'
import { count, h } from './element.ts'
import type { PageState } from './page-state.ts'
import { lineWord } from './tell-line.ts'

/** What the moves would gain and lose; not there without moves. */
export class WhatIfBar {
  readonly element = h('section', { class: 'what-if', role: 'status', 'aria-label': 'What if', hidden: true })

  private readonly state: PageState

  constructor(state: PageState) {
    this.state = state
  }

  draw(): void {
    const { state } = this
    const moved = state.moved()
    this.element.hidden = moved.length === 0
    if (moved.length === 0) return
    const price = state.price()
    const change = price.after - price.before
    const verdict = change === 0 ? 'as many as now' : change < 0 ? `${-change} fewer` : `${change} more`
    const moves = moved.map((node) =>
      h(
        'li',
        {},
        h('b', {}, visible(state.data.nodes[node]!.label)),
        ` to ${visible(state.roomName(state.rooms[node]!))} `,
        h('button', { class: 'link', onclick: () => state.move(node, state.plannedRooms[node]!) }, 'undo'),
      ),
    )
    const back = () => {
      state.rooms = [...state.plannedRooms]
      state.change()
    }
    const circles =
      price.circlesAfter.length === 0
        ? 'no circle'
        : `in a circle: ${price.circlesAfter.map((names) => names.map(visible).join(', ')).join('; ')}`
    const circlesBefore = JSON.stringify(price.circlesBefore) === JSON.stringify(price.circlesAfter) ? ' (as now)' : ''
    this.element.replaceChildren(
      h(
        'div',
        {},
        h('h2', {}, 'What if'),
        h('ul', { class: 'moves' }, ...moves),
        h('button', { onclick: back }, 'Put all back'),
      ),
      h(
        'div',
        {},
        h(
          'p',
          { class: change > 0 ? 'worse' : change < 0 ? 'better' : '' },
          h('strong', {}, `${price.before} → ${price.after} crossings`),
          ` ${verdict}`,
        ),
        h('p', {}, circles + circlesBefore),
      ),
      list('Gained', price.gained),
      list('Lost', price.lost),
      h(
        'p',
        { class: 'command' },
        'Views, routines and the like that cross only after the move are not known here; this counts them too: ',
        h('code', {}, visible(moveCommand(state.data, state.rooms))),
      ),
    )
  }
}

function list(title: string, lines: readonly PageLine[]): HTMLElement {
  const told = lines
    .slice(0, 50)
    .map((line) => h('li', {}, h('span', { class: 'what' }, lineWord(line)), ` ${visible(line.title)}`))
  return h(
    'details',
    { open: lines.length > 0 && lines.length <= 6 },
    h('summary', {}, `${title}: ${lines.length}`),
    h('ul', {}, ...told),
    lines.length > 50 ? h('p', {}, count(lines.length - 50, 'more', 'more')) : undefined,
  )
}
