import type { AnsweredKey, ExistenceOptions } from 'fountain-split/runtime'
import { answerExistence } from 'fountain-split/runtime'

/** Keys that others may ask about, with the constraints that an answer stands for. */
export const answers: readonly AnsweredKey[] = [
  {
    aggregate: 'characters.character_character_id',
    key: 'character_character_id',
    relation: ['characters-schema', 'character'],
    columns: ['character_id'],
    constraints: ['casting_character_id_fkey', 'action_character_fkey', 'dialogue_character_fkey'],
  },
]

/**
 * Says over HTTP which keys of service characters exist, or are gone:
 * "characters-schema"."character"(character_id). From the key register, as the service itself, not as
 * whoever uses it. A fetch-style handler: `HEAD` one key, `POST …:check` up to 1,000.
 *
 *     const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
 *     const handler = answer({ pool, authorize: bearerToken(process.env.KEYS_TOKEN ?? '') })
 *     createServer(nodeListener(handler)).listen(8080)
 */
export function answer(options: Omit<ExistenceOptions, 'home' | 'keys'>): (request: Request) => Promise<Response> {
  return answerExistence({ ...options, home: 'fountain_split', keys: answers })
}
