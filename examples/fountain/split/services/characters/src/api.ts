import type { AnsweredKey, ExistenceOptions, HttpExistenceOptions, RegisterExistenceOptions } from 'fountain-split/runtime'
import { answerExistence, HttpExistence, RegisterExistence } from 'fountain-split/runtime'

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

/** Keys of service scripts that rows of this one name. */
const scriptsKeys = [{ aggregate: 'scripts.script_script_id', key: 'script_script_id', columns: ['script_id'] }]

/**
 * Asks service scripts which of its keys exist: "scripts-schema".script(script_id). With timeouts, retries,
 * batches and a breaker; throws ExistenceUnavailable where nobody can tell.
 *
 *     const scripts = askScripts({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })
 *     await scripts.find('scripts.script_script_id', ['…'])
 */
export function askScripts(options: Omit<HttpExistenceOptions, 'keys'>): HttpExistence {
  return new HttpExistence({ ...options, keys: scriptsKeys })
}

/**
 * Looks into the register of service scripts itself, while its database is within reach: a pool to it, as a
 * role that may read there.
 */
export function lookIntoScripts(options: Omit<RegisterExistenceOptions, 'home' | 'keys'>): RegisterExistence {
  return new RegisterExistence({ ...options, home: 'fountain_split', keys: scriptsKeys })
}
