import type { HttpExistenceOptions, RegisterExistenceOptions } from 'fountain-split/runtime'
import { HttpExistence, RegisterExistence } from 'fountain-split/runtime'

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
