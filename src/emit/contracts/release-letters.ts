/** What a service says about the release of a key. */
export interface LetterKind {
  readonly type: 'ask' | 'vote' | 'abort' | 'reopened' | 'decided' | 'done'
  readonly by: 'owner' | 'voter'
  /** A sentence. */
  readonly says: string
}

/** What the owner of a key says to a voter, each with the answer that it has. */
export const exchanges: readonly { readonly said: LetterKind; readonly answer: LetterKind }[] = [
  {
    said: { type: 'ask', by: 'owner', says: 'Close the key to new references: may it go?' },
    answer: {
      type: 'vote',
      by: 'voter',
      says: 'Yes; no, with who refuses and why; busy, where another release holds what this one needs.',
    },
  },
  {
    said: { type: 'abort', by: 'owner', says: 'It stays: open the key again.' },
    answer: { type: 'reopened', by: 'voter', says: 'The key is open again.' },
  },
  {
    said: { type: 'decided', by: 'owner', says: 'It goes, whatever happens: apply the referential action.' },
    answer: { type: 'done', by: 'voter', says: 'The action is applied: no row names the key.' },
  },
]

export const letterKinds: readonly LetterKind[] = exchanges.flatMap(({ said, answer }) => [said, answer])
