import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileFunction } from 'node:vm'
import { build } from 'esbuild'
import type * as ours from '../../runtime/index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** A piece of the source and what a mistake would have made of it. */
export interface Mutation {
  /** Below `src/runtime/`. */
  readonly file: string
  readonly from: string
  readonly to: string
}

/** Replaces a text that must be there exactly once, or the mutant is of another program. */
export function replaceOnce(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`not exactly once in the source: ${from}`)
  return text.replace(from, () => to)
}

/** The runtime with one mistake in it. */
export async function buildMutant(mutation: Mutation): Promise<typeof ours> {
  const path = join(root, 'src/runtime', mutation.file)
  const { outputFiles } = await build({
    entryPoints: [join(root, 'src/runtime/index.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // What is compiled as a function has no loader of its own.
    supported: { 'dynamic-import': false },
    packages: 'external',
    logLevel: 'error',
    plugins: [
      {
        name: 'mutate',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, (file) =>
            file.path === path
              ? { contents: replaceOnce(readFileSync(path, 'utf8'), mutation.from, mutation.to), loader: 'ts' }
              : undefined,
          )
        },
      },
    ],
  })
  const made = { exports: {} as typeof ours }
  const load = compileFunction(outputFiles[0]!.text, ['module', 'exports', 'require'])
  load(made, made.exports, createRequire(import.meta.url))
  return made.exports
}
