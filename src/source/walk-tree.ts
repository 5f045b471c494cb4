import type { Node, NodeName } from './parse-tree.ts'

/**
 * Visits every node below (and including) this one, in the order of the text as the parser keeps it. The visitor returns
 * false to keep out of a node's inside.
 */
export function walkTree(root: unknown, visit: (name: NodeName, value: unknown) => boolean | void): void {
  if (root === null || typeof root !== 'object') return
  if (Array.isArray(root)) {
    for (const item of root) walkTree(item, visit)
    return
  }
  for (const key in root) {
    const value = (root as Record<string, unknown>)[key]
    if (value === null || typeof value !== 'object') continue
    const first = key.charCodeAt(0)
    // Node names are capitalised, fields are not.
    if (first >= 0x41 && first <= 0x5a && !Array.isArray(value) && visit(key as NodeName, value) === false) continue
    walkTree(value, visit)
  }
}

/** The names of the columns that an expression over one relation reads, each once, in order. */
export function readColumnsOf(expression: Node | undefined): string[] {
  const columns = new Set<string>()
  walkTree(expression, (name, value) => {
    if (name !== 'ColumnRef') return
    const fields = (value as { fields?: { String?: { sval?: string } }[] }).fields
    const last = fields?.[fields.length - 1]?.String?.sval
    if (last !== undefined) columns.add(last)
  })
  return [...columns]
}
