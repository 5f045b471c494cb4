import { existsSync, statfsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'
// @ts-expect-error a script, without types
import { pageForTests } from './scripts/bundle-page.mjs'

/** Tests write whole clusters and many small folders, and keep none: in memory, where there is room for them. */
function temporaryFolder(): string {
  const inMemory = '/dev/shm'
  if (process.env['TMPDIR'] !== undefined || !existsSync(inMemory)) return tmpdir()
  const { bavail, bsize } = statfsSync(inMemory)
  return bavail * bsize > 4e9 ? inMemory : tmpdir()
}

export default defineConfig({
  plugins: [pageForTests],
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'scripts/build-when-stale.mjs',
    // Most tests wait for a PostgreSQL or a program most of the time: one core need not be left free.
    maxWorkers: Math.max(2, availableParallelism()),
    // No test replaces a module: files of a worker share what they load.
    isolate: false,
    env: { TMPDIR: temporaryFolder() },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
