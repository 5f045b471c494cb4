import type { HttpExistenceOptions, RegisterExistenceOptions } from 'fountain-split/runtime'
import { HttpExistence, RegisterExistence } from 'fountain-split/runtime'

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

/** Keys of service scripts that rows of this one name. */
const scriptsKeys = [{ aggregate: 'scripts.scene_scene_id', key: 'scene_scene_id', columns: ['scene_id'] }]

/**
 * Asks service scripts which of its keys exist: "scripts-schema".scene(scene_id). With timeouts, retries,
 * batches and a breaker; throws ExistenceUnavailable where nobody can tell.
 *
 *     const scripts = askScripts({ url: 'https://…', headers: () => ({ authorization: 'Bearer …' }) })
 *     await scripts.find('scripts.scene_scene_id', ['…'])
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
