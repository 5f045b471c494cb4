import { existsSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PluginBuild } from 'esbuild'
import { build } from 'esbuild'
import type { Artifact } from './emit/artifact.ts'

const project = fileURLToPath(new URL('../', import.meta.url))

/** A service's index with all that it imports of ours, as a bundler of the user's would make it; `place` is a folder of its own. */
export async function loadGenerated(artifacts: readonly Artifact[], folder: string, place: string): Promise<unknown> {
  const texts = new Map(artifacts.map(({ path, text }) => [join('/split', path), text]))
  const generated = {
    name: 'generated',
    setup(made: PluginBuild) {
      made.onResolve({ filter: /^\/split\/|^\.\/[a-z]+\.js$/ }, ({ path, importer, namespace }) =>
        path.startsWith('/') || namespace === 'generated'
          ? {
              path: join(path.startsWith('/') ? path : join(importer, '..', path)).replace(/\.js$/, '.ts'),
              namespace: 'generated',
            }
          : undefined,
      )
      made.onLoad({ filter: /.*/, namespace: 'generated' }, ({ path }) => ({
        contents: texts.get(path)!,
        loader: 'ts',
        resolveDir: project,
      }))
    },
  }
  const modules = join(place, 'node_modules')
  if (!existsSync(modules)) symlinkSync(join(project, 'node_modules'), modules)
  const outfile = join(place, `${folder}.cjs`)
  await build({ entryPoints: [`/split/services/${folder}/src/index.ts`], outfile, bundle: true, packages: 'external', alias: { 'fountain-split/runtime': join(project, 'src/runtime/index.ts') }, format: 'cjs', platform: 'node', plugins: [generated] }) // prettier-ignore
  return createRequire(import.meta.url)(outfile)
}
