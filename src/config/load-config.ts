import { readFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { FountainError } from '../core/fountain-error.ts'
import { checkConfig } from './check-config.ts'
import type { LoadedConfig } from './config.ts'

const names = ['fountain-split.yaml', 'fountain-split.yml', 'fountain-split.json', 'fountain-split.js', 'fountain-split.mjs', 'fountain-split.ts', 'package.json'] // prettier-ignore

/**
 * Finds and reads the configuration: `file` where it is named, else the nearest upward from `cwd`.
 * Throws FountainError (exit 2) for what cannot be read or does not fit, with its place.
 */
export async function loadConfig(options: { readonly cwd: string; readonly file?: string }): Promise<LoadedConfig> {
  const texts = new Map<string, string>()
  const { cosmiconfig } = await import('cosmiconfig')
  const { parseDocument } = await import('yaml')
  const parseYaml = (path: string, content: string): unknown => {
    texts.set(path, content)
    const document = parseDocument(content, { uniqueKeys: true })
    const error = document.errors[0]
    if (error !== undefined) {
      const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
      const evidence = { file: shown(path, options.cwd), line, column: col, text: content.split('\n')[line - 1]?.trim() ?? '' } // prettier-ignore
      throw new FountainError('invalid-configuration', `${evidence.file}:${line}:${col}: ${error.message.split(' at line')[0]}`, { evidence, hint: 'Mend the YAML.' }) // prettier-ignore
    }
    return document.toJS() as unknown
  }
  const loadTypeScript = async (path: string): Promise<unknown> => {
    const { createJiti } = await import('jiti')
    return createJiti(path).import(path, { default: true })
  }
  const explorer = cosmiconfig('fountain-split', {
    searchPlaces: names,
    stopDir: '/',
    searchStrategy: 'global',
    loaders: { '.yaml': parseYaml, '.yml': parseYaml, '.json': parseYaml, '.ts': loadTypeScript, noExt: parseYaml },
  })
  const found = await find(explorer, options)
  if (found === null || found.isEmpty === true || found.config === null || found.config === undefined)
    return { config: {}, file: found?.filepath }
  const file = shown(found.filepath, options.cwd)
  const text = texts.get(found.filepath)
  return { config: checkConfig(found.config, file, text), file: found.filepath }
}

type Explorer = ReturnType<(typeof import('cosmiconfig'))['cosmiconfig']>

async function find(explorer: Explorer, options: { readonly cwd: string; readonly file?: string }) {
  try {
    if (options.file === undefined) return await explorer.search(options.cwd)
    const path = resolve(options.cwd, options.file)
    await readFile(path)
    return await explorer.load(path)
  } catch (error) {
    if (error instanceof FountainError) throw error
    const problem = error as NodeJS.ErrnoException
    if (problem.code === 'ENOENT')
      throw new FountainError('missing-configuration', `there is no configuration ${options.file}`, {
        hint: `Looked in ${options.cwd}.`,
      })
    throw new FountainError('unreadable-configuration', `the configuration cannot be read: ${problem.message}`, { cause: error }) // prettier-ignore
  }
}

/** The folder that a configuration's relative paths start from. */
export function configFolder(loaded: LoadedConfig, cwd: string): string {
  return loaded.file === undefined ? cwd : dirname(loaded.file)
}

function shown(path: string, cwd: string): string {
  return relative(cwd, path) || path
}
