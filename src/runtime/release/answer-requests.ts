import type { ClientBase } from 'pg'
import { quote } from '../database.ts'
import type { ReleaseClerk } from './release-clerk.ts'
import type { ReleasePace } from './release-worker-pace.ts'
import type { Refusal } from './release-message.ts'
import type { Release } from './standing.ts'

/**
 * Answers the requests whose attempts came to a result. What is refused is answered at once; what may pass is tried again, and
 * answered after the last attempt.
 */
export async function answerRequests(
  client: ClientBase,
  home: string,
  clerk: ReleaseClerk,
  { attempts, pause }: Pick<ReleasePace, 'attempts' | 'pause'>,
): Promise<void> {
  const table = quote(home, 'release_request')
  for (const release of clerk.changed()) {
    const { request } = clerk.factsOf(release.key)
    if (request === undefined || release.above !== undefined) continue
    if (isReleased(release))
      await client.query(
        `UPDATE ${table} SET state = 'released', answered = now(), refusal = NULL WHERE id = $1 AND state = 'open'`,
        [request],
      )
    else if (release.phase === 'aborting' || release.phase === 'refused')
      await client.query(
        `UPDATE ${table} SET refusal = $2,
                state = CASE WHEN $3 OR attempts >= $4 THEN 'refused' ELSE 'open' END,
                answered = CASE WHEN $3 OR attempts >= $4 THEN now() END,
                due = now() + $5 * interval '1 millisecond'
          WHERE id = $1 AND state = 'open'`,
        [request, release.refusal, release.refusal?.kind === 'refused', attempts, pause],
      )
  }
}

/** The row is gone: with the decision where nobody had anything to apply, and last of all where somebody had. */
function isReleased({ phase, voters }: Release): boolean {
  return phase === 'released' || (phase === 'decided' && !Object.values(voters).some(({ acts }) => acts))
}

/** The key is closed already, for its change or for its release: that comes first. */
export async function answerBusy(
  client: ClientBase,
  home: string,
  request: string,
  { attempts, pause }: Pick<ReleasePace, 'attempts' | 'pause'>,
): Promise<void> {
  await client.query(
    `UPDATE ${quote(home, 'release_request')}
        SET state = CASE WHEN attempts >= $2 THEN 'refused' ELSE 'open' END, answered = CASE WHEN attempts >= $2 THEN now() END,
            due = now() + $3 * interval '1 millisecond',
            refusal = jsonb_build_object('kind', 'busy', 'service', (SELECT service FROM ${quote(home, 'service_state')}),
                                         'sqlstate', '55006', 'message', 'something else is asked of this key already')
      WHERE id = $1 AND state = 'open'`,
    [request, attempts, pause],
  )
}

/** Its own service refuses, and nobody else is asked. */
export async function answerRefused(
  client: ClientBase,
  home: string,
  request: string,
  refusal: Refusal,
): Promise<void> {
  await client.query(
    `UPDATE ${quote(home, 'release_request')} SET state = 'refused', answered = now(), refusal = $2 WHERE id = $1 AND state = 'open'`,
    [request, refusal],
  )
}
