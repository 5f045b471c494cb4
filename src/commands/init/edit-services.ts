import {
  mergeServices,
  moveRelation,
  renameService,
  whyNoName,
  wrapWords,
  displayWidth,
  padTo,
  cutLines,
  visible,
  count,
} from '../../index.ts'
import { back } from './ask.ts'
import type { Interview, Outcome } from './interview.ts'
import { moveTable } from './move-table.ts'

type Act = 'go' | 'move' | 'rename' | 'merge' | 'add'

/** Shows the services and lets them be changed, as often as wished. */
export async function editServices(interview: Interview): Promise<Outcome> {
  for (;;) {
    tellServices(interview)
    const number = interview.draft.services.size
    const act = await interview.ask.choose<Act>('These services?', [
      { name: `Go on with ${number === 1 ? 'this service' : `these ${number} services`}`, value: 'go' },
      { name: 'Move a table, and see what that costs', value: 'move' },
      { name: 'Rename a service', value: 'rename' },
      { name: 'Merge two services', value: 'merge', ...(number < 2 ? { disabled: '(there is one)' } : {}) },
      { name: 'Add a service', value: 'add' },
    ])
    if (act === back) return 'back'
    if (act === 'go') {
      keepChoices(interview)
      return 'next'
    }
    await acts[act](interview)
  }
}

const acts: Readonly<Record<Exclude<Act, 'go'>, (interview: Interview) => Promise<void>>> = {
  move: moveTable,
  async rename(interview) {
    const { ask, draft } = interview
    const from = await chooseService(interview, 'Rename which?')
    if (from === back) return
    const to = await ask.text('Its new name:', from, (name) => whyNoName(name, draft, from))
    if (to !== back) interview.draft = renameService(draft, from, to)
  },
  async merge(interview) {
    const { draft } = interview
    const gone = await chooseService(interview, 'Merge which?')
    if (gone === back) return
    const into = await chooseService(interview, `Merge ${gone} into which?`, gone)
    if (into !== back) interview.draft = mergeServices(draft, gone, into)
  },
  async add(interview) {
    const { ask, draft } = interview
    const name = await ask.text('Its name:', '', (text) => whyNoName(text, draft))
    if (name === back) return
    const tables = [...draft.services].flatMap(([service, list]) => list.map((relation) => ({ name: `${relation}  (${service})`, value: relation }))) // prettier-ignore
    const chosen = await ask.chooseMany('Which tables go there?', tables, [])
    if (chosen !== back) interview.draft = chosen.reduce((made, relation) => moveRelation(made, relation, name), draft)
  },
}

function chooseService({ ask, draft }: Interview, message: string, without?: string) {
  const services = [...draft.services].filter(([name]) => name !== without)
  return ask.choose(
    message,
    services.map(([name, list]) => ({ name: `${name}  (${count(list.length, 'table')})`, value: name })),
  )
}

/** Choices for references that cross no more would be complained about. */
function keepChoices(interview: Interview): void {
  const { draft, desk } = interview
  if (draft.choices.size === 0) return
  const crossing = new Set(desk!.plans({ ...draft, choices: new Map() }).references.map(({ id }) => id))
  interview.draft = { ...draft, choices: new Map([...draft.choices].filter(([id]) => crossing.has(id))) }
}

const mostLines = 4

export function tellServices({ draft, desk, tell, palette, width }: Interview): void {
  const all = [...draft.services.values()].flat()
  const [prefix = ''] = /^(?:"(?:[^"]|"")*"|[^".]*)\./.exec(all[0] ?? '') ?? []
  const short = (relation: string): string => (all.every((each) => each.startsWith(prefix)) ? relation.slice(prefix.length) : relation) // prettier-ignore
  const names = Math.min(24, Math.max(...[...draft.services.keys()].map((name) => displayWidth(visible(name)))))
  const digits = String(Math.max(...[...draft.services.values()].map((list) => list.length))).length
  const indent = names + digits + 6
  tell('')
  for (const [name, list] of draft.services) {
    const words = list.map((relation, at) => `${visible(short(relation))}${at < list.length - 1 ? ',' : ''}`)
    const lines = wrapWords(words, Math.max(12, width() - indent - 1))
    const shown = lines.length > mostLines ? [...lines.slice(0, mostLines - 1), '…'] : lines
    const text = `  ${padTo(visible(name), names)}  ${String(list.length).padStart(digits)}  ${shown[0] ?? ''}`
    tell({ text, paint: (part) => part.replace(visible(name), (found) => palette.strong(found)) })
    for (const line of shown.slice(1)) tell(' '.repeat(indent) + line)
  }
  tell('', ...cutLines(desk!.cut(draft)).map((line) => `  ${line}`))
}
