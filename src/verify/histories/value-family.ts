import type { TypeShape } from './relation-shape.ts'

/** Makes texts that types of one family take. */
export interface ValueFamily {
  readonly id: string
  takes(type: TypeShape): boolean
  /** Up to `count` different values, the plain ones first; `inner` makes those of a type within. */
  values(
    type: TypeShape,
    count: number,
    inner: (type: TypeShape, count: number) => readonly string[],
  ): readonly string[]
}

/** `make(1)` to `make(count)`. */
export function numbered(count: number, make: (n: number) => string): string[] {
  return Array.from({ length: count }, (_, at) => make(at + 1))
}
