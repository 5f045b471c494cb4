import { crossingNumber, crossingWords, moveRelation, whyNoName, type Move } from '../../index.ts'
import { back, type Choice } from './ask.ts'
import { fitText } from './fit-text.ts'
import type { Interview } from './interview.ts'

const newService = Symbol('new')
const mostTold = 4

/** Gives one table to another service; what each service would cost is told before. */
export async function moveTable(interview: Interview): Promise<void> {
  const { ask, draft, desk, busy } = interview
  for (;;) {
    const tables = [...draft.services].flatMap(([service, list]) => list.map((relation) => ({ name: `${relation}  (${service})`, value: relation }))) // prettier-ignore
    const relation = await ask.find('Which table? (type a part of its name)', tables)
    if (relation === back) return
    const others = [...draft.services].filter(([, list]) => !list.includes(relation)).map(([name]) => name)
    const moves = await busy('pricing moves', async () => others.map((to) => desk!.price(draft, relation, to)))
    const cheapest = moves.toSorted((a, b) => crossingNumber(a.after) - crossingNumber(b.after))
    const choices: Choice<string | typeof newService>[] = [
      ...cheapest.map((move) => ({
        name: `${move.to}: ${describePrice(move)}`,
        value: move.to,
        note: describeMove(move),
      })),
      { name: 'A new service …', value: newService },
    ]
    const to = await ask.choose(`Move ${relation} to which service?`, choices)
    if (to === back) continue
    const name = to === newService ? await ask.text('Its name:', '', (text) => whyNoName(text, draft)) : to
    if (name === back) continue
    tellMove(interview, desk!.price(draft, relation, name))
    interview.draft = moveRelation(draft, relation, name)
    return
  }
}

/** `30 → 28 crossings (gains 1, loses 3)` */
function describePrice({ before, after, gained, lost }: Move): string {
  return `${crossingNumber(before)} → ${crossingNumber(after)} crossings (gains ${gained.length}, loses ${lost.length})`
}

function describeMove({ gained, lost }: Move): string {
  const list = (label: string, crossings: Move['gained']): string[] =>
    crossings.length === 0 ? [] : [`${label} ${crossings.slice(0, mostTold).map((each) => crossingWords(each).ends).join('; ')}${crossings.length > mostTold ? '; …' : ''}`] // prettier-ignore
  return [...list('Gains', gained), ...list('Loses', lost)].join('. ') || 'Nothing changes.'
}

function tellMove({ tell, palette, width }: Interview, move: Move): void {
  tell(`  ${move.relation}: ${move.from} → ${move.to}, ${describePrice(move)}`)
  const lines = [
    ...move.gained.map((crossing) => ({ mark: '+', paint: palette.danger, crossing })),
    ...move.lost.map((crossing) => ({ mark: '−', paint: palette.good, crossing })),
  ]
  for (const { mark, paint, crossing } of lines.slice(0, 3 * mostTold)) {
    const { ends, what } = crossingWords(crossing)
    tell({
      text: `    ${mark} ${fitText(`${ends}  ${what}`, width() - 8)}`,
      paint: (text) => text.replace(mark, () => paint(mark)),
    })
  }
  if (lines.length > 3 * mostTold) tell(`    and ${lines.length - 3 * mostTold} more`)
}
