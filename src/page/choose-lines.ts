import { crosses, lineStyle } from './page-data.ts'
import type { PageData, PageLine, Rooms } from './page-data.ts'

export interface LineFilter {
  /** Styles of the legend that are switched off. */
  readonly hidden: ReadonlySet<string>
  /** Only what a strategy of this tier replaces; 0: whatever. */
  readonly tier: number
}

/** Indexes of the lines that cross and pass the filter. */
export function chooseLines(data: PageData, rooms: Rooms, filter: LineFilter): number[] {
  return data.lines.flatMap((line, at) => (crosses(line, rooms) && passes(line, filter) ? [at] : []))
}

export function passes(line: PageLine, { hidden, tier }: LineFilter): boolean {
  return !hidden.has(lineStyle(line)) && (tier === 0 || line.delete?.tier === tier || line.update?.tier === tier)
}

/** The tiers that any line's strategies have, ascending. */
export function tiersOf(data: PageData): number[] {
  const tiers = new Set(data.lines.flatMap((line) => [line.delete?.tier ?? 0, line.update?.tier ?? 0]))
  tiers.delete(0)
  return [...tiers].sort((a, b) => a - b)
}

/** How many lines of each style cross now, in the order of the legend. */
export function countStyles(data: PageData, rooms: Rooms): Map<string, number> {
  const counts = new Map(['cascade', 'restrict', 'no action', 'set null', 'set default', 'implied', 'other'].map((style) => [style, 0])) // prettier-ignore
  for (const line of data.lines)
    if (crosses(line, rooms)) counts.set(lineStyle(line), (counts.get(lineStyle(line)) ?? 0) + 1)
  return counts
}

/** Nodes whose name has every word of the query, those that begin with it first; at most `most`. */
export function searchNodes(data: PageData, query: string, most: number): number[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const found: { at: number; rank: number }[] = []
  for (const [at, { name, label, room }] of data.nodes.entries()) {
    const text = `${name} ${data.rooms[room]!.name}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) continue
    const plain = label.toLowerCase()
    found.push({
      at,
      rank: plain === words[0] ? 0 : plain.startsWith(words[0]!) ? 1 : plain.includes(words[0]!) ? 2 : 3,
    })
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, most)
    .map(({ at }) => at)
}
