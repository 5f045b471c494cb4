import { dirname, resolve } from 'node:path'
import type { ConfigOptions, LoadedConfig } from './config.ts'
import { findConfig } from './find-config.ts'

/**
 * Finds and reads the configuration: `file` where it is named, else the nearest upward from `cwd`.
 * Throws FountainError (exit 2) for what cannot be read or does not fit, with its place.
 */
export async function loadConfig(options: ConfigOptions): Promise<LoadedConfig> {
  const path = options.file === undefined ? findConfig(resolve(options.cwd)) : resolve(options.cwd, options.file)
  if (path === undefined) return { config: {}, file: undefined }
  const { readConfig } = await import('./read-config.ts')
  return readConfig(path, options)
}

/** The folder that a configuration's relative paths start from. */
export function configFolder(loaded: LoadedConfig, cwd: string): string {
  return loaded.file === undefined ? cwd : dirname(loaded.file)
}
