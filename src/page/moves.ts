import { stronglyConnectedGroups } from '../core/graph.ts'
import { crosses } from './page-data.ts'
import type { PageData, PageLine, Rooms } from './page-data.ts'

/** What moving tables does to the crossings that the page knows of. */
export interface MovePrice {
  readonly before: number
  readonly after: number
  readonly gained: readonly PageLine[]
  readonly lost: readonly PageLine[]
  readonly circlesBefore: readonly (readonly string[])[]
  readonly circlesAfter: readonly (readonly string[])[]
}

export function priceMoves(data: PageData, before: Rooms, after: Rooms): MovePrice {
  const at = (rooms: Rooms) => data.lines.filter((line) => crosses(line, rooms))
  const [old, now] = [new Set(at(before)), new Set(at(after))]
  return {
    before: old.size,
    after: now.size,
    gained: [...now].filter((line) => !old.has(line)),
    lost: [...old].filter((line) => !now.has(line)),
    circlesBefore: circles(data, before),
    circlesAfter: circles(data, after),
  }
}

/** Services that need each other by keys, as analyze tells them: implied references are no need yet. */
export function circles(data: PageData, rooms: Rooms): string[][] {
  const graph = new Map<string, string[]>(data.rooms.map(({ name }) => [name, []]))
  for (const line of data.lines) {
    if (line.kind !== 'key' || !crosses(line, rooms)) continue
    const [from, to] = [data.rooms[rooms[line.from]!]!.name, data.rooms[rooms[line.to]!]!.name]
    if (from !== '' && to !== '') graph.get(from)!.push(to)
  }
  return stronglyConnectedGroups(graph)
}

const bare = /^[\w./:=@%+,-]+$/

/** The same question to the command line, which also counts what does not cross yet; for a POSIX shell. */
export function moveCommand(data: PageData, rooms: Rooms): string {
  const words = ['fountain-split', 'suggest', ...data.files]
  for (const [at, node] of data.nodes.entries())
    if (rooms[at] !== node.room) words.push('--what-if', `${node.name}=${data.rooms[rooms[at]!]!.name}`)
  return words.map((word) => (bare.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}
