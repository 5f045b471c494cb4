import { readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { glob } from 'tinyglobby'
import { FountainError } from '../core/fountain-error.ts'
import type { EarlierContracts } from './contract-breaks.ts'

/**
 * The contracts in earlier output: each path is a plan.json, or a folder with any number of them at any depth. Throws FountainError
 * (exit 2) `unreadable-contracts` where there are none.
 */
export async function readEarlierContracts(paths: readonly string[], cwd: string): Promise<EarlierContracts[]> {
  const files: string[] = []
  for (const path of paths) {
    const found = await planFiles(path)
    if (found.length === 0) throw unreadable(path, cwd, 'there is no plan.json')
    files.push(...found)
  }
  return Promise.all([...new Set(files)].map((file) => readOne(file, cwd)))
}

async function planFiles(path: string): Promise<string[]> {
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true
  if (!isFolder) return [path]
  const found = await glob('**/plan.json', { cwd: path, dot: true, ignore: ['**/node_modules/**'] })
  return found.sort().map((file) => join(path, file))
}

async function readOne(file: string, cwd: string): Promise<EarlierContracts> {
  let plan: Partial<EarlierContracts> | null
  try {
    plan = JSON.parse(await readFile(file, 'utf8')) as Partial<EarlierContracts> | null
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read'
    throw unreadable(file, cwd, reason, cause)
  }
  const { contracts, references } = plan ?? {}
  if (!Array.isArray(contracts) || !Array.isArray(references))
    throw unreadable(file, cwd, 'it has no contracts: it was written by an older version, or by something else')
  return { from: shown(file, cwd), contracts, references }
}

function unreadable(path: string, cwd: string, reason: string, cause?: unknown): FountainError {
  return new FountainError('unreadable-contracts', `no earlier contracts in ${shown(path, cwd)}: ${reason}`, {
    hint: 'lint.options.breaking-contract.against names folders that generate wrote, or their plan.json.',
    ...(cause !== undefined && { cause }),
  })
}

function shown(path: string, cwd: string): string {
  const short = relative(cwd, path)
  return short === '' || short.startsWith('..') ? path : short
}
