/** Where a room stands: columns from the left, rows from the top. */
export interface Slot {
  readonly column: number
  readonly row: number
}

/** Searching for a better place takes the fourth power of the number of rooms. */
const mostSearched = 48

/**
 * Gives each room a slot so that what is tied stands near, in neighbouring columns rather than in one: lines then run
 * through one gap. `ties[a][b]`: lines between two rooms, symmetric. The same for the same ties.
 */
export function placeRooms(ties: readonly (readonly number[])[]): Slot[] {
  const size = ties.length
  const columns = Math.max(1, Math.min(size, Math.round(Math.sqrt(size * 1.35))))
  const rows = Math.ceil(size / columns)
  const slots = Array.from({ length: columns * rows }, (_, at) => ({ column: Math.floor(at / rows), row: at % rows }))
  const weight = ties.map((row) => row.reduce((sum, number) => sum + number, 0))
  // The most tied in the middle, the others around it.
  const middle = { column: (columns - 1) / 2, row: (rows - 1) / 2 }
  const byMiddle = slots
    .map((_, at) => at)
    .sort((a, b) => distance(slots[a]!, middle) - distance(slots[b]!, middle) || a - b)
  const byWeight = ties.map((_, at) => at).sort((a, b) => weight[b]! - weight[a]! || a - b)
  const held: number[] = Array.from({ length: slots.length }, () => -1)
  for (const [at, room] of byWeight.entries()) held[byMiddle[at]!] = room
  if (size <= mostSearched) improve(held, slots, ties)
  const result: Slot[] = []
  for (const [at, room] of held.entries()) if (room >= 0) result[room] = slots[at]!
  return result
}

function distance(a: Slot, b: Slot): number {
  const [across, down] = [Math.abs(a.column - b.column), Math.abs(a.row - b.row)]
  return across === 0 ? 1.1 + down * 0.9 : across * across + down * 0.45
}

function improve(held: number[], slots: readonly Slot[], ties: readonly (readonly number[])[]): void {
  const cost = (room: number, slot: number, other: number): number => {
    if (room < 0) return 0
    let sum = 0
    for (const [at, neighbour] of held.entries())
      if (neighbour >= 0 && at !== slot && at !== other && neighbour !== room)
        sum += ties[room]![neighbour]! * distance(slots[slot]!, slots[at]!)
    return sum
  }
  for (let pass = 0, better = true; better && pass < 30; pass += 1) {
    better = false
    for (let a = 0; a < held.length; a += 1)
      for (let b = a + 1; b < held.length; b += 1) {
        const [one, two] = [held[a]!, held[b]!]
        if (cost(one, b, a) + cost(two, a, b) >= cost(one, a, b) + cost(two, b, a) - 1e-9) continue
        ;[held[a], held[b]] = [two, one]
        better = true
      }
  }
}
