import type { ReferenceScene } from './strategy.ts'

/** Why no code can guard a reference: a vote moves its columns within the database. Sentences. */
export function movesByVote({ movedByVote }: ReferenceScene): readonly string[] {
  return movedByVote.map(
    (id) =>
      `Its columns are of a key that others name and that changes by vote, within the database, where no code looks: ${id}.`,
  )
}
