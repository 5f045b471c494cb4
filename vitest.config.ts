import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
// @ts-expect-error a script, without types
import { pageForTests } from './scripts/bundle-page.mjs'

export default defineConfig({
  plugins: [pageForTests],
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'scripts/build-when-stale.mjs',
    // Most tests wait for a PostgreSQL or a program most of the time: one core need not be left free.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
