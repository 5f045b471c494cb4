import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type * as ours from '../../runtime/index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
let count = 0

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
  const outfile = join(root, 'node_modules', `.mutant-${process.pid}-${++count}.mjs`)
  await build({
    entryPoints: [join(root, 'src/runtime/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
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
  try {
    return await import(pathToFileURL(outfile).href)
  } finally {
    rmSync(outfile, { force: true })
  }
}
