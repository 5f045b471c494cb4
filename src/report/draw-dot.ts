import { quoteName } from '../core/identifier.ts'
import { visible } from '../core/visible-text.ts'
import type { ReferenceEnd, SplitPlan } from '../plan/split-plan.ts'
import * as summary from './summary.ts'
import { count } from './terminal-text.ts'

/** A quoted DOT string that stands for itself: no `\N`, no `\l` and no `&amp;` is read in it. */
export function quoteDot(text: string): string {
  const plain = visible(text).replaceAll('&', '&amp;')
  return `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

const head = `digraph split {
  rankdir=LR;
  node [shape=box, fontname="Helvetica"];
  edge [fontname="Helvetica", fontsize=10];
`

/** Services as clusters with the relations at either end of a crossing key, one arrow a key. */
export function* drawKeys(plan: SplitPlan): Generator<string> {
  const nodes = new Map<string, string>()
  const members = new Map<string, string[]>()
  const single = new Set(plan.services.filter(({ schemas }) => schemas.length === 1).map(({ name }) => name))
  const add = (end: ReferenceEnd) => {
    const key = `${end.schema}\0${end.relation}`
    if (nodes.has(key)) return
    const node = `r${nodes.size}`
    nodes.set(key, node)
    const name = quoteName(end.relation)
    const label = single.has(end.service) ? name : `${quoteName(end.schema)}.${name}`
    const list = members.get(end.service) ?? []
    list.push(`    ${node} [label=${quoteDot(label)}];\n`)
    members.set(end.service, list)
  }
  for (const reference of plan.references) {
    add(reference.referencing)
    add(reference.referenced)
  }

  yield head
  for (const [at, service] of plan.services.entries()) {
    yield `  subgraph cluster_${at} {\n    label=${quoteDot(service.name)};\n`
    const inside = members.get(service.name) ?? []
    // A cluster without a node would not be drawn, and the service would be missing.
    yield* inside.length > 0 ? inside : [`    empty_${at} [label="nothing crosses", shape=plaintext];\n`]
    yield '  }\n'
  }
  yield* members.get('') ?? []
  for (const reference of plan.references) {
    const from = nodes.get(`${reference.referencing.schema}\0${reference.referencing.relation}`)!
    const to = nodes.get(`${reference.referenced.schema}\0${reference.referenced.relation}`)!
    const label = `${reference.referencing.columns.map(quoteName).join(', ')}: ${summary.actionWords(reference).join(', ')}`
    yield `  ${from} -> ${to} [label=${quoteDot(label)}];\n`
  }
  yield '}\n'
}

/** Services as nodes, the keys between two of them as one arrow with their number. */
export function* drawServices(plan: SplitPlan): Generator<string> {
  const nodes = new Map<string, string>()
  yield head
  for (const { name, relations } of plan.services) {
    nodes.set(name, `s${nodes.size}`)
    yield `  ${nodes.get(name)} [label=${quoteDot(`${name} (${count(relations.length, 'relation')})`)}];\n`
  }
  for (const { from, to, references } of summary.pairServices(plan.references)) {
    for (const name of [from, to])
      if (!nodes.has(name)) {
        nodes.set(name, 'none')
        yield `  none [label=${quoteDot(summary.serviceName(name))}];\n`
      }
    // A label of its own makes room for itself; with hundreds of arrows that takes Graphviz minutes.
    yield `  ${nodes.get(from)} -> ${nodes.get(to)} [xlabel="${references.length}"];\n`
  }
  yield '}\n'
}
