import { readFile } from 'node:fs/promises'
import { basename, extname, relative } from 'node:path'
import { cosmiconfig } from 'cosmiconfig'
import { parseDocument } from 'yaml'
import { FountainError } from '../core/fountain-error.ts'
import { checkConfig } from './check-config.ts'
import type { ConfigOptions, LoadedConfig } from './config.ts'

/** Reads one configuration file. Throws FountainError (exit 2) as `loadConfig` says. */
export async function readConfig(path: string, options: ConfigOptions): Promise<LoadedConfig> {
  const file = (relative(options.cwd, path) || path).replaceAll('\\', '/')
  let text: string | undefined
  const parseText = (_path: string, content: string): unknown => {
    text = content
    return parse(content, file)
  }
  const loadTypeScript = async (program: string): Promise<unknown> => {
    const { createJiti } = await import('jiti')
    return createJiti(program).import(program, { default: true })
  }
  const explorer = cosmiconfig('fountain-split', {
    loaders: { '.yaml': parseText, '.yml': parseText, '.json': parseText, '.ts': loadTypeScript, noExt: parseText },
  })
  const found = await read(path, file, () => explorer.load(path))
  const under = basename(path) === 'package.json' ? 'fountain-split' : undefined
  if (under !== undefined && found?.config === undefined)
    throw new FountainError('missing-configuration', `${file} has no key "fountain-split"`, {
      hint: 'Put the configuration under that key, or in a file of its own: fountain-split.yaml.',
    })
  if (found === null || found.isEmpty === true || found.config === null || found.config === undefined)
    return { config: {}, file: path }
  return { config: checkConfig(found.config, file, text, under), file: path }
}

function parse(content: string, file: string): unknown {
  const document = parseDocument(content, { uniqueKeys: true })
  const error = document.errors[0]
  if (error === undefined) return document.toJS() as unknown
  const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 }
  const evidence = { file, line, column: col, text: content.split('\n')[line - 1]?.trim() ?? '' }
  const message = error.message.split(' at line')[0]!.replace(/[:.]$/, '')
  throw new FountainError('invalid-configuration', `${file}:${line}:${col}: ${message}`, {
    evidence,
    hint: `Mend the ${extname(file) === '.json' ? 'JSON' : 'YAML'}.`,
  })
}

const refusals: Readonly<Record<string, string>> = { EISDIR: 'it is a folder', EACCES: 'no permission', EPERM: 'no permission' } // prettier-ignore

async function read<T>(path: string, file: string, load: () => Promise<T>): Promise<T> {
  try {
    await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw refusal(file, cause)
    throw new FountainError('missing-configuration', `there is no configuration ${file}`, {
      hint: 'Name one that is there, or leave --config out: without one each schema is a service.',
    })
  }
  try {
    return await load()
  } catch (cause) {
    if (cause instanceof FountainError) throw cause
    throw refusal(file, cause)
  }
}

function refusal(file: string, cause: unknown): FountainError {
  const { code, message } = cause as NodeJS.ErrnoException
  return new FountainError('unreadable-configuration', `${file} cannot be read: ${refusals[code ?? ''] ?? message}`, {
    hint: 'A configuration is a .yaml, .json, .js, .mjs or .ts file.',
    cause,
  })
}
