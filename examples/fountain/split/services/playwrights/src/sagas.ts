import type { ReleaseOptions, ReleaseOutcome } from 'fountain-split/runtime'
import { releaseKey } from 'fountain-split/runtime'
import type { Pool } from 'pg'

/**
 * Has rows released that other services may refer to: those services vote, and only when nobody refuses
 * does the row go.
 *
 *     const release = releases(pool)
 *     const answer = await release.playwright({ … })
 *     if (answer.outcome === 'refused') console.log(answer.service, answer.message)
 */
export function releases(pool: Pool) {
  return {
    /** A row of "playwrights-schema".playwright(author_id). Asked: scripts. */
    playwright: (key: { authorId: number }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: 'fountain_split', name: 'playwright_author_id' }, [key.authorId], options),
  }
}
