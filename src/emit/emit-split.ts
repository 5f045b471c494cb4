import { sortByText } from '../core/order.ts'
import type { Artifact } from './artifact.ts'
import type { EmitInput } from './emitter.ts'
import { emitters } from './emitter-registry.ts'

/** Every file of the output, sorted by path. The same input gives the same bytes. */
export function emitSplit(input: EmitInput): readonly Artifact[] {
  return sortByText(
    emitters.flatMap((emitter) => [...emitter.emit(input)]),
    ({ path }) => path,
  )
}
