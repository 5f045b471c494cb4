import { compareText } from './order.ts'

/** A directed graph over text nodes: node → the nodes it points to. */
export type Graph = ReadonlyMap<string, Iterable<string>>

/**
 * Groups of nodes that reach each other (Tarjan), without recursion so that long chains are safe.
 * Only groups of two or more; members sorted, groups sorted by their first member.
 */
export function stronglyConnectedGroups(graph: Graph): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const onStack = new Set<string>()
  const stack: string[] = []
  const groups: string[][] = []

  const open = (node: string): { node: string; targets: Iterator<string> } => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    onStack.add(node)
    return { node, targets: (graph.get(node) ?? [])[Symbol.iterator]() }
  }
  const lower = (node: string, value: number): void => {
    if (value < low.get(node)!) low.set(node, value)
  }

  for (const root of graph.keys()) {
    if (index.has(root)) continue
    const path = [open(root)]
    while (path.length > 0) {
      const { node, targets } = path[path.length - 1]!
      const step = targets.next()
      if (!step.done) {
        if (!index.has(step.value)) path.push(open(step.value))
        else if (onStack.has(step.value)) lower(node, index.get(step.value)!)
        continue
      }
      path.pop()
      const before = path[path.length - 1]
      if (before !== undefined) lower(before.node, low.get(node)!)
      if (low.get(node) !== index.get(node)) continue
      const group = stack.splice(stack.lastIndexOf(node))
      for (const member of group) onStack.delete(member)
      if (group.length > 1) groups.push(group.sort(compareText))
    }
  }
  return groups.sort((a, b) => compareText(a[0]!, b[0]!))
}
