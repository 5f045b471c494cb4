import type { AnsweredKey, ExistenceOptions, HttpExistenceOptions, RegisterExistenceOptions } from 'fountain-split/runtime'
import { answerExistence, HttpExistence, RegisterExistence } from 'fountain-split/runtime'

/** Keys that others may ask about, with the constraints that an answer stands for. */
export const answers: readonly AnsweredKey[] = [
  {
    aggregate: 'scripts.script_script_id',
    key: 'script_script_id',
    relation: ['scripts-schema', 'script'],
    columns: ['script_id'],
    constraints: [
      'character_script_id_fkey',
      'centeredtext_script_id_fkey',
      'formattingrules_script_fkey',
      'pagebreak_script_id_fkey',
      'extendednotesresearch_script_id_fkey',
      'note_script_id_fkey',
      'revisionhistory_script_fkey',
      'sectionheading_script_fkey',
      'titlepage_script_fkey',
    ],
  },
  {
    aggregate: 'scripts.scene_scene_id',
    key: 'scene_scene_id',
    relation: ['scripts-schema', 'scene'],
    columns: ['scene_id'],
    constraints: [
      'crossreferences_target_fkey',
      'crossreferences_scene_id_fkey',
      'musicsound_scene_id_fkey',
      'props_scene_id_fkey',
    ],
  },
]

/**
 * Says over HTTP which keys of service scripts exist, or are gone: "scripts-schema".script(script_id),
 * "scripts-schema".scene(scene_id). From the key register, as the service itself, not as whoever uses it. A
 * fetch-style handler: `HEAD` one key, `POST …:check` up to 1,000.
 *
 *     const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
 *     const handler = answer({ pool, authorize: bearerToken(process.env.KEYS_TOKEN ?? '') })
 *     createServer(nodeListener(handler)).listen(8080)
 */
export function answer(options: Omit<ExistenceOptions, 'home' | 'keys'>): (request: Request) => Promise<Response> {
  return answerExistence({ ...options, home: 'fountain_split', keys: answers })
}

/** Keys of service characters that rows of this one name. */
const charactersKeys = [
  {
    aggregate: 'characters.character_character_id',
    key: 'character_character_id',
    columns: ['character_id'],
  },
]

/**
 * Asks service characters which of its keys exist: "characters-schema"."character"(character_id). With
 * timeouts, retries, batches and a breaker; throws ExistenceUnavailable where nobody can tell.
 *
 *     const characters = askCharacters({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })
 *     await characters.find('characters.character_character_id', ['…'])
 */
export function askCharacters(options: Omit<HttpExistenceOptions, 'keys'>): HttpExistence {
  return new HttpExistence({ ...options, keys: charactersKeys })
}

/**
 * Looks into the register of service characters itself, while its database is within reach: a pool to it,
 * as a role that may read there.
 */
export function lookIntoCharacters(options: Omit<RegisterExistenceOptions, 'home' | 'keys'>): RegisterExistence {
  return new RegisterExistence({ ...options, home: 'fountain_split', keys: charactersKeys })
}

/** Keys of service metadata that rows of this one name. */
const metadataKeys = [
  {
    aggregate: 'metadata.metadata_metadata_id',
    key: 'metadata_metadata_id',
    columns: ['metadata_id'],
  },
]

/**
 * Asks service metadata which of its keys exist: "metadata-schema".metadata(metadata_id). With timeouts,
 * retries, batches and a breaker; throws ExistenceUnavailable where nobody can tell.
 *
 *     const metadata = askMetadata({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })
 *     await metadata.find('metadata.metadata_metadata_id', ['…'])
 */
export function askMetadata(options: Omit<HttpExistenceOptions, 'keys'>): HttpExistence {
  return new HttpExistence({ ...options, keys: metadataKeys })
}

/**
 * Looks into the register of service metadata itself, while its database is within reach: a pool to it, as
 * a role that may read there.
 */
export function lookIntoMetadata(options: Omit<RegisterExistenceOptions, 'home' | 'keys'>): RegisterExistence {
  return new RegisterExistence({ ...options, home: 'fountain_split', keys: metadataKeys })
}

/** Keys of service playwrights that rows of this one name. */
const playwrightsKeys = [
  {
    aggregate: 'playwrights.playwright_author_id',
    key: 'playwright_author_id',
    columns: ['author_id'],
  },
]

/**
 * Asks service playwrights which of its keys exist: "playwrights-schema".playwright(author_id). With
 * timeouts, retries, batches and a breaker; throws ExistenceUnavailable where nobody can tell.
 *
 *     const playwrights = askPlaywrights({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })
 *     await playwrights.find('playwrights.playwright_author_id', ['…'])
 */
export function askPlaywrights(options: Omit<HttpExistenceOptions, 'keys'>): HttpExistence {
  return new HttpExistence({ ...options, keys: playwrightsKeys })
}

/**
 * Looks into the register of service playwrights itself, while its database is within reach: a pool to it,
 * as a role that may read there.
 */
export function lookIntoPlaywrights(options: Omit<RegisterExistenceOptions, 'home' | 'keys'>): RegisterExistence {
  return new RegisterExistence({ ...options, home: 'fountain_split', keys: playwrightsKeys })
}
