import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The program `tsc` of the `typescript` that is installed where the user works, or beside us. */
export function findCompiler(cwd: string): string | undefined {
  for (const from of [pathToFileURL(join(cwd, 'package.json')), import.meta.url])
    try {
      const file = createRequire(from).resolve('typescript/package.json')
      const { bin } = JSON.parse(readFileSync(file, 'utf8')) as { bin: { tsc: string } }
      return join(dirname(file), bin.tsc)
    } catch {
      // Not there.
    }
  return undefined
}

/** The folder of a package as the user has it, or as we do. */
export function findPackage(name: string, cwd: string): string | undefined {
  for (const from of [pathToFileURL(join(cwd, 'package.json')), import.meta.url]) {
    for (const folder of createRequire(from).resolve.paths(name) ?? []) {
      const path = join(folder, name)
      try {
        readFileSync(join(path, 'package.json'))
        return path
      } catch {
        // Not here.
      }
    }
  }
  return undefined
}
