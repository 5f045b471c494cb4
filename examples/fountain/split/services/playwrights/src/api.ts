import type { AnsweredKey, ExistenceOptions } from 'fountain-split/runtime'
import { answerExistence } from 'fountain-split/runtime'

/** Keys that others may ask about, with the constraints that an answer stands for. */
export const answers: readonly AnsweredKey[] = [
  {
    aggregate: 'playwrights.playwright_author_id',
    key: 'playwright_author_id',
    relation: ['playwrights-schema', 'playwright'],
    columns: ['author_id'],
    constraints: ['script_author_id_fkey'],
  },
]

/**
 * Says over HTTP which keys of service playwrights exist, or are gone:
 * "playwrights-schema".playwright(author_id). From the key register, as the service itself, not as whoever
 * uses it. A fetch-style handler: `HEAD` one key, `POST …:check` up to 1,000.
 *
 *     const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
 *     const handler = answer({ pool, authorize: bearerToken(process.env.KEYS_TOKEN ?? '') })
 *     createServer(nodeListener(handler)).listen(8080)
 */
export function answer(options: Omit<ExistenceOptions, 'home' | 'keys'>): (request: Request) => Promise<Response> {
  return answerExistence({ ...options, home: 'fountain_split', keys: answers })
}
