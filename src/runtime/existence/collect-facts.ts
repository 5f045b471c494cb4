import type { KeyAnswers } from './answered-key.ts'
import type { KeyFacts } from './existence-port.ts'

/** Places, in the question, of values that the key's type does not have. */
export interface Malformed {
  readonly malformed: readonly number[]
}

/** Asks about keys; a value that the key's type does not have is no key, and must not spoil the question for the others. */
export async function collectFacts(
  keys: readonly (readonly string[])[],
  ask: (keys: readonly (readonly string[])[]) => Promise<KeyAnswers | Malformed>,
): Promise<(KeyFacts | undefined)[]> {
  const facts: (KeyFacts | undefined)[] = keys.map(() => undefined)
  let places = keys.map((_, at) => at)
  while (places.length > 0) {
    const answer = await ask(places.map((at) => keys[at]!))
    if (!('malformed' in answer)) {
      const { epoch, mark } = answer
      places.forEach((at, of) => {
        const found = answer.keys[of]!
        if (!found.exists) return
        const { incarnation, version, closing = false } = found
        facts[at] = { epoch, mark, incarnation, version, closing }
      })
      break
    }
    const malformed = new Set(answer.malformed)
    places = places.filter((_, at) => !malformed.has(at))
  }
  return facts
}
