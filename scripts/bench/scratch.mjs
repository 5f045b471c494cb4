import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { projectFolder } from './run-process.mjs'

/** A server for scratch databases, of the project's own making; it is stopped when `use` is done. */
export async function withScratchServer(options, use) {
  const folder = await mkdtemp(join(projectFolder, 'node_modules', '.bench-'))
  try {
    const outfile = join(folder, 'scratch.mjs')
    await build({
      absWorkingDir: projectFolder,
      entryPoints: ['src/verify/scratch/start-scratch-server.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    })
    const { startScratchServer } = await import(pathToFileURL(outfile).href)
    const server = await startScratchServer(options)
    try {
      return await use(server)
    } finally {
      await server.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
