import type { ReportFormat } from '../report.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import * as summary from '../summary.ts'
import { visible } from '../../core/visible-text.ts'
import { count } from '../terminal-text.ts'

/** Text for a quoted label: all but letters, digits and a few harmless signs as Mermaid's `#code;`. */
export function escapeMermaid(text: string): string {
  return visible(text).replace(/[^\p{L}\p{M}\p{N} ,_-]|^-/gu, (character) => `#${character.codePointAt(0)};`)
}

/** How many keys of each delete action, most frequent first. */
function actions(pair: summary.ServicePair): string {
  const counts = new Map<string, number>()
  for (const { onDelete } of pair.references) counts.set(onDelete, (counts.get(onDelete) ?? 0) + 1)
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([action, number]) => (pair.references.length === number ? action : `${number} ${action}`))
    .join(', ')
}

/** Services as nodes, the keys between two of them as one arrow; circles stand out. */
function* render(plan: SplitPlan): Generator<string> {
  yield 'flowchart LR\n'
  const nodes = new Map<string, string>()
  const inCircle = new Set(plan.cycles.flat())
  for (const [at, service] of plan.services.entries()) {
    nodes.set(service.name, `s${at}`)
    const size = count(service.relations.length, 'relation')
    yield `  s${at}["${escapeMermaid(service.name)}<br/>${size}"]${inCircle.has(service.name) ? ':::circle' : ''}\n`
  }
  const pairs = summary.pairServices(plan.references)
  const outside = pairs.flatMap(({ from, to }) => [from, to]).some((name) => name === '')
  if (outside) {
    nodes.set('', 'none')
    yield `  none["${escapeMermaid(summary.serviceName(''))}"]\n`
  }
  for (const pair of pairs) {
    const label = `${count(pair.references.length, 'key')}: ${escapeMermaid(actions(pair))}`
    yield `  ${nodes.get(pair.from)} -->|"${label}"| ${nodes.get(pair.to)}\n`
  }
  if (inCircle.size > 0) yield '  classDef circle stroke-width:3px\n'
}

export const mermaidFormat: ReportFormat = { id: 'mermaid', terminal: false, render }
