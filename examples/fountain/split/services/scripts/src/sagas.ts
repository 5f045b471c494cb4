import type { ReleaseOptions, ReleaseOutcome } from 'fountain-split/runtime'
import { releaseKey } from 'fountain-split/runtime'
import type { Pool } from 'pg'

/**
 * Has rows released that other services may refer to: those services vote, and only when nobody refuses
 * does the row go.
 *
 *     const release = releases(pool)
 *     const answer = await release.script({ … })
 *     if (answer.outcome === 'refused') console.log(answer.service, answer.message)
 */
export function releases(pool: Pool) {
  return {
    /** A row of "scripts-schema".script(script_id). Asked: characters, formatting, supporting. */
    script: (key: { scriptId: number }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: 'fountain_split', name: 'script_script_id' }, [key.scriptId], options),
    /** A row of "scripts-schema".scene(scene_id). Asked: metadata, production. */
    scene: (key: { sceneId: number }, options?: ReleaseOptions): Promise<ReleaseOutcome> =>
      releaseKey(pool, { home: 'fountain_split', name: 'scene_scene_id' }, [key.sceneId], options),
  }
}
