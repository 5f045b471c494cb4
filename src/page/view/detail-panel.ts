import { visible } from '../../core/visible-text.ts'
import { chooseLines } from '../choose-lines.ts'
import { crosses } from '../page-data.ts'
import { count, h } from './element.ts'
import type { PageState } from './page-state.ts'
import { tellLine } from './tell-line.ts'

const mostTold = 80

/** Beside the picture: what is selected, its ties with their evidence, and where it could go. */
export class DetailPanel {
  readonly element = h('aside', { 'aria-label': 'Details' })

  private readonly state: PageState

  constructor(state: PageState) {
    this.state = state
  }

  draw(): void {
    const { selection } = this.state
    const content =
      selection === undefined
        ? this.nothing()
        : selection.kind === 'node'
          ? this.node(selection.at)
          : selection.kind === 'room'
            ? this.room(selection.at)
            : [h('h2', {}, count(selection.lines.length, 'crossing')), ...this.tell(selection.lines, true)]
    this.element.replaceChildren(...content)
    this.element.scrollTop = 0
  }

  private nothing(): HTMLElement[] {
    return [
      h('h2', {}, 'How to read this'),
      h(
        'p',
        {},
        'A room is a service. A line is a reference, or anything else, that crosses between two of them; its arrow points to what is referenced.',
      ),
      h('p', {}, 'Select a table, a room or a line to see what it is tied to and the SQL that says so.'),
      h('p', {}, 'Drag a table into another room to see what that would cost. Or select it and choose a room here.'),
      h(
        'p',
        {},
        h('kbd', {}, '/'),
        ' search · ',
        h('kbd', {}, '↑'),
        ' ',
        h('kbd', {}, '↓'),
        ' walk a room · ',
        h('kbd', {}, 'Enter'),
        ' select · ',
        h('kbd', {}, 'Esc'),
        ' let go',
      ),
    ]
  }

  private node(at: number): HTMLElement[] {
    const { state } = this
    const { name, table } = state.data.nodes[at]!
    const ties = state.linesOf[at]!
    const out = ties.filter((line) => state.data.lines[line]!.from === at)
    const into = ties.filter((line) => state.data.lines[line]!.to === at && state.data.lines[line]!.from !== at)
    const crossing = ties.filter((line) => crosses(state.data.lines[line]!, state.rooms)).length
    const alone = h(
      'button',
      {
        class: 'wide',
        'aria-pressed': String(state.alone),
        onclick: () => {
          state.alone = !state.alone
          state.change()
        },
      },
      state.alone ? 'Show everything again' : 'Show only its neighbourhood',
    )
    return [
      h('h2', {}, visible(name)),
      h(
        'p',
        { class: 'sub' },
        `in ${visible(state.roomName(state.rooms[at]!))} · ${count(ties.length, 'tie')}, ${crossing} crossing`,
      ),
      alone,
      ...(table ? [this.mover(at)] : []),
      ...(out.length > 0 ? [h('h3', {}, `Needs (${out.length})`), ...this.tell(out, out.length === 1)] : []),
      ...(into.length > 0 ? [h('h3', {}, `Is needed by (${into.length})`), ...this.tell(into, false)] : []),
      ...(ties.length === 0 ? [h('p', {}, 'Nothing refers to it, and it refers to nothing.')] : []),
    ]
  }

  private mover(at: number): HTMLElement {
    const { state } = this
    const options = state.data.rooms.flatMap(({ name }, room) =>
      name === '' ? [] : [h('option', { value: room, selected: state.rooms[at] === room }, visible(name))],
    )
    const choice = h('select', { id: 'move-to', onchange: () => state.move(at, Number(choice.value)) }, ...options)
    return h('p', { class: 'mover' }, h('label', { for: 'move-to' }, 'What if it were in '), choice)
  }

  private room(at: number): HTMLElement[] {
    const { state } = this
    const { schemas, views } = state.data.rooms[at]!
    const lines = chooseLines(state.data, state.rooms, state)
    const of = (end: 'from' | 'to') => lines.filter((line) => state.rooms[state.data.lines[line]![end]] === at)
    const [out, into] = [of('from'), of('to')]
    const tables = state.rooms.filter((room, node) => room === at && state.data.nodes[node]!.table).length
    return [
      h('h2', {}, visible(state.roomName(at))),
      h(
        'p',
        { class: 'sub' },
        `${count(tables, 'table')}, ${count(views, 'view')}${schemas.length > 0 ? ` · ${visible(schemas.join(', '))}` : ''}`,
      ),
      ...(out.length > 0 ? [h('h3', {}, `Needs others (${out.length})`), ...this.tell(out, false)] : []),
      ...(into.length > 0 ? [h('h3', {}, `Others need it (${into.length})`), ...this.tell(into, false)] : []),
      ...(out.length + into.length === 0 ? [h('p', {}, 'Nothing that is shown crosses here.')] : []),
    ]
  }

  private tell(lines: readonly number[], open: boolean): HTMLElement[] {
    const told = lines.slice(0, mostTold).map((line) => tellLine(this.state, line, open && lines.length <= 3))
    return lines.length > mostTold
      ? [...told, h('p', {}, `and ${lines.length - mostTold} more, in the list below`)]
      : told
  }
}
