import { visible } from '../../core/visible-text.ts'
import { countStyles, searchNodes, tiersOf } from '../choose-lines.ts'
import { h } from './element.ts'
import type { PageState } from './page-state.ts'

const themes = ['auto', 'light', 'dark'] as const

/** Title, search, and the filters, which are the legend too. */
export class TopBar {
  readonly element: HTMLElement
  private readonly legend = h('div', { class: 'legend', role: 'group', 'aria-label': 'Lines that are shown' })
  private readonly hits = h('ul', { class: 'hits', id: 'hits', role: 'listbox', 'aria-label': 'Found', hidden: true })
  private readonly input: HTMLInputElement
  private readonly said = h('span', { class: 'sr', role: 'status' })

  private readonly state: PageState
  private readonly show: (node: number) => void

  constructor(state: PageState, show: (node: number) => void, scale: (to: number | 'fit') => void) {
    this.state = state
    this.show = show
    const { data } = state
    this.input = h('input', {
      type: 'search', id: 'search', placeholder: 'Search tables  /', autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Search tables',
      role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'hits', 'aria-autocomplete': 'list',
      oninput: () => this.search(), onkeydown: (event: KeyboardEvent) => this.key(event),
    }) // prettier-ignore
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150))
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || (event.target as HTMLElement).matches('input[type=search], select')) return
      event.preventDefault()
      this.input.focus()
    })
    const zoomButton = (text: string, label: string, to: number | 'fit') => h('button', { 'aria-label': label, title: label, onclick: () => scale(to) }, text) // prettier-ignore
    this.element = h(
      'header',
      { class: 'top' },
      h('div', { class: 'title' }, h('h1', {}, visible(data.title)), h('p', {}, visible(data.numbers))),
      h('div', { class: 'find' }, this.input, this.hits, this.said),
      h(
        'div',
        { class: 'tools' },
        zoomButton('−', 'Smaller', 1 / 1.2),
        zoomButton('+', 'Larger', 1.2),
        zoomButton('Fit', 'Fit the width', 'fit'),
        themeButton(),
      ),
      this.legend,
    )
  }

  draw(): void {
    const { state } = this
    const switches = [...countStyles(state.data, state.rooms)]
      .filter(([style, number]) => number > 0 || state.hidden.has(style))
      .map(([style, number]) => {
        const name = style === 'implied' ? 'implied' : style === 'other' ? 'views, routines, …' : `delete ${style}`
        const box = h('input', {
          type: 'checkbox',
          checked: !state.hidden.has(style),
          'data-style': style,
          onchange: () => {
            if (!state.hidden.delete(style)) state.hidden.add(style)
            state.change()
          },
        })
        return h(
          'label',
          {},
          box,
          h('span', { class: `sample ${style.replace(' ', '-')}` }),
          `${name} `,
          h('b', {}, String(number)),
        )
      })
    const focused = (document.activeElement as HTMLElement | null)?.dataset['style']
    this.legend.replaceChildren(...switches, ...this.tiers())
    if (focused !== undefined) this.legend.querySelector<HTMLElement>(`[data-style="${focused}"]`)?.focus()
  }

  private tiers(): HTMLElement[] {
    const { state } = this
    const tiers = tiersOf(state.data)
    if (tiers.length === 0) return []
    const options = [0, ...tiers].map((tier) =>
      h('option', { value: tier, selected: tier === state.tier }, tier === 0 ? 'any tier' : `tier ${tier}`),
    )
    const choice = h(
      'select',
      {
        'aria-label': 'Tier',
        onchange: () => {
          state.tier = Number(choice.value)
          state.change()
        },
      },
      ...options,
    )
    return [choice]
  }

  private search(): void {
    const { state, hits } = this
    const found = searchNodes(state.data, this.input.value, 12)
    hits.replaceChildren(
      ...found.map((node, at) =>
        h(
          'li',
          {
            role: 'option',
            id: `hit-${at}`,
            'aria-selected': String(at === 0),
            'data-hit': node,
            onpointerdown: (event: Event) => {
              event.preventDefault()
              this.choose(node)
            },
          },
          visible(state.data.nodes[node]!.label),
          h('small', {}, ` ${visible(state.roomName(state.rooms[node]!))}`),
        ),
      ),
    )
    hits.hidden = found.length === 0
    this.input.setAttribute('aria-expanded', String(found.length > 0))
    this.point(0)
    this.said.textContent = this.input.value === '' ? '' : `${found.length === 12 ? 'many' : found.length} found`
  }

  private point(at: number): void {
    const items = [...this.hits.children]
    for (const [place, item] of items.entries()) item.setAttribute('aria-selected', String(place === at))
    if (items.length > 0) this.input.setAttribute('aria-activedescendant', `hit-${at}`)
    else this.input.removeAttribute('aria-activedescendant')
  }

  private key(event: KeyboardEvent): void {
    const items = [...this.hits.children] as HTMLElement[]
    const at = items.findIndex((item) => item.getAttribute('aria-selected') === 'true')
    if (event.key === 'Escape') {
      this.input.value = ''
      this.close()
      this.input.blur()
    } else if (event.key === 'Enter' && items[at] !== undefined) this.choose(Number(items[at].dataset['hit']))
    else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && items.length > 0) {
      event.preventDefault()
      this.point((at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length)
    }
  }

  private choose(node: number): void {
    this.close()
    this.state.select({ kind: 'node', at: node })
    this.show(node)
  }

  private close(): void {
    this.hits.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
  }
}

/** Follows the system until told otherwise. */
function themeButton(): HTMLElement {
  let at = 0
  const button = h(
    'button',
    {
      class: 'theme',
      onclick: () => {
        at = (at + 1) % themes.length
        document.documentElement.dataset['theme'] = themes[at]!
        button.textContent = `Colours: ${themes[at]}`
      },
    },
    'Colours: auto',
  )
  return button
}
