import { visible } from '../../core/visible-text.ts'
import type { PageLine } from '../page-data.ts'
import { h } from './element.ts'
import type { PageState } from './page-state.ts'

/** What kind of tie a line is, in a word or two. */
export function lineWord({ kind, what }: PageLine): string {
  return kind === 'key' ? `delete ${what}` : kind === 'implied' ? 'implied' : what.replace('-', ' ')
}

/** What replaces a key, or that nothing is decided. */
export function strategyWords(line: PageLine): string {
  if (line.kind !== 'key') return ''
  const words = [
    line.guard === null ? '' : `guard ${line.guard}`,
    line.delete === null ? '' : `delete ${line.delete.reaction} (tier ${line.delete.tier})`,
    line.update === null ? '' : `update ${line.update.reaction} (tier ${line.update.tier})`,
  ].filter((word) => word !== '')
  return words.join(' · ')
}

/** One line with its evidence, to be opened. */
export function tellLine(state: PageState, at: number, open: boolean): HTMLElement {
  const line = state.data.lines[at]!
  const style = line.kind === 'coupling' ? 'other' : line.what.replace(' ', '-')
  const node = (end: number) =>
    h(
      'button',
      { class: 'link', onclick: () => state.select({ kind: 'node', at: end }) },
      visible(state.data.nodes[end]!.label),
      h('small', {}, ` ${visible(state.roomName(state.rooms[end]!))}`),
    )
  const { file, line: row, column, text } = line.evidence
  const because = [...(line.delete?.because ?? []), ...(line.update?.because ?? [])]
  const strategy = strategyWords(line)
  return h(
    'details',
    { class: 'tie', open },
    h(
      'summary',
      {},
      h('span', { class: `tag ${style}` }, lineWord(line)),
      ' ',
      visible(state.data.nodes[line.from]!.label),
      line.through === '' ? '' : h('small', {}, `(${visible(line.through)})`),
      ' → ',
      visible(state.data.nodes[line.to]!.label),
    ),
    h('p', { class: 'ends' }, node(line.from), ' → ', node(line.to)),
    line.kind === 'key' ? h('p', { class: 'id' }, h('code', {}, visible(line.title))) : undefined,
    ...line.notes.map((note) => h('p', {}, visible(note))),
    strategy === '' ? undefined : h('p', { class: 'strategy' }, strategy),
    ...because.map((reason) => h('p', { class: 'because' }, visible(reason))),
    h('pre', {}, h('code', {}, visible(text))),
    h('p', { class: 'place' }, `${visible(file)}:${row}:${column}`),
  )
}
