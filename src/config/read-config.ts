import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { cosmiconfig } from 'cosmiconfig'
import { parseDocument } from 'yaml'
import { FountainError } from '../core/fountain-error.ts'
import { checkConfig } from './check-config.ts'
import type { ConfigOptions, LoadedConfig } from './config.ts'

/** Reads one configuration file. Throws FountainError (exit 2) as `loadConfig` says. */
export async function readConfig(path: string, options: ConfigOptions): Promise<LoadedConfig> {
  const texts = new Map<string, string>()
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
    loaders: { '.yaml': parseYaml, '.yml': parseYaml, '.json': parseYaml, '.ts': loadTypeScript, noExt: parseYaml },
  })
  const found = await read(explorer, path, options)
  if (found === null || found.isEmpty === true || found.config === null || found.config === undefined)
    return { config: {}, file: found?.filepath }
  const file = shown(found.filepath, options.cwd)
  const text = texts.get(found.filepath)
  return { config: checkConfig(found.config, file, text), file: found.filepath }
}

type Explorer = ReturnType<typeof cosmiconfig>

async function read(explorer: Explorer, path: string, options: ConfigOptions) {
  try {
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

function shown(path: string, cwd: string): string {
  return relative(cwd, path) || path
}
