import { visible } from '../../core/visible-text.ts'
import { chooseLines } from '../choose-lines.ts'
import { h } from './element.ts'
import type { PageState } from './page-state.ts'
import { lineWord, strategyWords } from './tell-line.ts'

const mostAtFirst = 200

/** Every crossing that the filter lets through, as a table: for readers without the picture, and on paper. */
export class CrossingList {
  readonly element = h('section', { class: 'list', 'aria-label': 'Every crossing' })
  private all = false

  private readonly state: PageState

  constructor(state: PageState) {
    this.state = state
    window.addEventListener('beforeprint', () => {
      this.all = true
      this.draw()
    })
  }

  draw(): void {
    const { state } = this
    const lines = chooseLines(state.data, state.rooms, state)
    const shown = this.all ? lines : lines.slice(0, mostAtFirst)
    const heads = ['From', 'To', 'What', 'Replaced by', 'Where'].map((text) => h('th', { scope: 'col' }, text))
    const rest = lines.length - shown.length
    this.element.replaceChildren(
      h('h2', {}, `Every crossing shown (${lines.length})`),
      h(
        'div',
        { class: 'scroll' },
        h('table', {}, h('thead', {}, h('tr', {}, ...heads)), h('tbody', {}, ...shown.map((at) => this.row(at)))),
      ),
      ...(rest > 0
        ? [
            h(
              'button',
              {
                onclick: () => {
                  this.all = true
                  this.draw()
                },
              },
              `Show the other ${rest}`,
            ),
          ]
        : []),
      ...this.diagnostics(),
    )
  }

  private row(at: number): HTMLElement {
    const { state } = this
    const line = state.data.lines[at]!
    const end = (node: number, through = '') =>
      h(
        'td',
        {},
        visible(state.data.nodes[node]!.label + (through === '' ? '' : `(${through})`)),
        h('small', {}, ` ${visible(state.roomName(state.rooms[node]!))}`),
      )
    const style = line.kind === 'coupling' ? 'other' : line.what.replace(' ', '-')
    const place = `${visible(line.evidence.file)}:${line.evidence.line}`
    return h('tr', {},
      end(line.from, line.through), end(line.to),
      h('td', {}, h('span', { class: `tag ${style}` }, lineWord(line))),
      h('td', {}, strategyWords(line) || (line.kind === 'key' ? 'not decided' : '')),
      h('td', {}, h('button', { class: 'link', title: visible(line.title), onclick: () => {
        state.select({ kind: 'lines', lines: [at] })
        document.querySelector('aside')?.scrollIntoView({ block: 'nearest' })
      } }, place)),
    ) // prettier-ignore
  }

  private diagnostics(): HTMLElement[] {
    const { diagnostics } = this.state.data
    if (diagnostics.length === 0) return []
    const items = diagnostics.map(({ severity, text, hint, place }) =>
      h('li', {}, h('b', {}, severity), ` ${visible(text)} ${visible(hint)} `, h('small', {}, visible(place))),
    )
    return [h('h2', {}, `Diagnostics (${diagnostics.length})`), h('ul', { class: 'diagnostics' }, ...items)]
  }
}
