import type { ReleaseOptions, ReleaseOutcome } from 'fountain-split/runtime'
import { releaseKey } from 'fountain-split/runtime'
import type { Pool } from 'pg'

/**
 * Has rows released that other services may refer to: those services vote, and only when nobody refuses
 * does the row go.
 *
 *     const release = releases(pool)
 *     const answer = await release.character({ … })
 *     if (answer.outcome === 'refused') console.log(answer.service, answer.message)
 */
export function releases(pool: Pool) {
  return {
    /** A row of "characters-schema"."character"(character_id). Asked: production. */
    character: (key: { characterId: number }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: 'fountain_split', name: 'character_character_id' }, [key.characterId], options),
  }
}
