import type { ReferentialEvent } from '../../plan/obligation.ts'

/** What a service says about the release of a key, or about its change. */
export interface LetterKind {
  readonly type: 'ask' | 'vote' | 'abort' | 'reopened' | 'decided' | 'done'
  readonly by: 'owner' | 'voter'
  /** A sentence. */
  readonly says: string
}

/** What the owner of a key says to a voter, with the answer that it has. */
export interface Exchange {
  readonly said: LetterKind
  readonly answer: LetterKind
}

/** Before a key goes (`delete`), or becomes another (`update`). */
export function exchangesOn(on: ReferentialEvent): readonly Exchange[] {
  const { ask, abort, decided, done } = words[on]
  return [
    {
      said: { type: 'ask', by: 'owner', says: ask },
      answer: {
        type: 'vote',
        by: 'voter',
        says: 'Yes; no, with who refuses and why; busy, where another release holds what this one needs.',
      },
    },
    {
      said: { type: 'abort', by: 'owner', says: abort },
      answer: { type: 'reopened', by: 'voter', says: 'The key is open again.' },
    },
    {
      said: { type: 'decided', by: 'owner', says: decided },
      answer: { type: 'done', by: 'voter', says: done },
    },
  ]
}

const words: Readonly<Record<ReferentialEvent, Readonly<Record<'ask' | 'abort' | 'decided' | 'done', string>>>> = {
  delete: {
    ask: 'Close the key to new references: may it go?',
    abort: 'It stays: open the key again.',
    decided: 'It goes, whatever happens: apply the referential action.',
    done: 'The action is applied: no row names the key.',
  },
  update: {
    ask: 'Close the old key and the new one to new references: may the one become the other?',
    abort: 'It stays as it is: open the old key again.',
    decided: 'It becomes the new one, whatever happens: apply the referential action.',
    done: 'The action is applied: no row names the old key.',
  },
}

export function letterKindsOn(on: ReferentialEvent): readonly LetterKind[] {
  return exchangesOn(on).flatMap(({ said, answer }) => [said, answer])
}
