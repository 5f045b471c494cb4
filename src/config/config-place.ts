import type { Evidence } from '../core/diagnostic.ts'
import type { Config } from './config.ts'

/** Keys and positions from the root: `['services', 'shop', 'schemas', 0]`. */
export type ConfigPath = readonly PropertyKey[]

// Beside the value, so that it stays one that anybody can write down.
const places = new WeakMap<Config, (path: ConfigPath) => Evidence | undefined>()

/** Lets diagnostics say where in its file something of a configuration stands. */
export function rememberPlaces(config: Config, locate: (path: ConfigPath) => Evidence | undefined): void {
  places.set(config, locate)
}

/** Where something stands; undefined for a configuration that was not read from YAML or JSON. */
export function placeInConfig(config: Config, path: ConfigPath): Evidence | undefined {
  return places.get(config)?.(path)
}
