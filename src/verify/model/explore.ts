/** A world of states that can be told apart by their JSON. */
export interface World<State> {
  readonly start: State
  /** Every step that can be taken, named. A step that changes nothing may be left in. */
  steps(state: State): Iterable<readonly [label: string, next: State]>
  /** What is wrong with a state, if anything is. */
  flaw(state: State): string | undefined
  /** Everything has come to its end; some such state must be reachable from everywhere. */
  isRest(state: State): boolean
  /** What all this is for; some rest must be it. */
  isGoal(state: State): boolean
}

export interface Exploration {
  readonly states: number
  readonly rests: number
  /** Every state was visited; without it nothing is proven. */
  readonly complete: boolean
  readonly flaw?: { readonly what: string; readonly trace: readonly string[] }
}

/** Visits every state, breadth first, so that a counter-example is a shortest one. Ends at the first flaw, or at the bound. */
export function explore<State>(world: World<State>, bound: number): Exploration {
  const first = JSON.stringify(world.start)
  const texts = [first]
  const numbers = new Map([[first, 0]])
  const cameFrom: (readonly [from: number, label: string] | undefined)[] = [undefined]
  const backwards: number[][] = [[]]
  const rests: number[] = []
  let goals = 0
  const traceOf = (at: number): string[] => {
    const trace: string[] = []
    for (let step = cameFrom[at]; step !== undefined; step = cameFrom[step[0]]) trace.push(step[1])
    return trace.reverse()
  }
  for (let at = 0; at < texts.length; at++) {
    const state = JSON.parse(texts[at]!) as State
    const what = world.flaw(state)
    if (what !== undefined)
      return { states: texts.length, rests: rests.length, complete: false, flaw: { what, trace: traceOf(at) } }
    if (world.isRest(state)) {
      rests.push(at)
      if (world.isGoal(state)) goals++
    }
    for (const [label, next] of world.steps(state)) {
      const text = JSON.stringify(next)
      let number = numbers.get(text)
      if (number === undefined) {
        if (texts.length >= bound) return { states: texts.length, rests: rests.length, complete: false }
        number = texts.length
        numbers.set(text, number)
        texts.push(text)
        cameFrom.push([at, label])
        backwards.push([])
      }
      if (number !== at) backwards[number]!.push(at)
    }
  }
  const stuck = findStuck(backwards, rests)
  const found = { states: texts.length, rests: rests.length, complete: true }
  if (stuck !== undefined) return { ...found, flaw: { what: 'it never comes to rest', trace: traceOf(stuck) } }
  return goals > 0 ? found : { ...found, flaw: { what: 'what was asked for never happens', trace: [] } }
}

/** The first state from which no rest can be reached any more. */
function findStuck(backwards: readonly (readonly number[])[], rests: readonly number[]): number | undefined {
  const reaches = new Uint8Array(backwards.length)
  const open = [...rests]
  for (const each of rests) reaches[each] = 1
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const before of backwards[at]!)
      if (reaches[before] === 0) {
        reaches[before] = 1
        open.push(before)
      }
  const stuck = reaches.indexOf(0)
  return stuck < 0 ? undefined : stuck
}
