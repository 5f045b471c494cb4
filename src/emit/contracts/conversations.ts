export type Node = Readonly<Record<string, unknown>>

/** What an AsyncAPI document is made of; each kind of conversation between services adds its own. */
export interface Conversations {
  readonly channels: Node
  readonly operations: Node
  readonly messages: Node
}

/** A JSON pointer; names of components and channels have no sign that it would escape. */
export function reference(...path: readonly string[]): Node {
  return { $ref: `#/${path.join('/')}` }
}
