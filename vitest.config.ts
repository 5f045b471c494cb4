import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
// @ts-expect-error a script, without types
import { pageForTests } from './scripts/bundle-page.mjs'

export default defineConfig({
  plugins: [pageForTests],
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'scripts/build-when-stale.mjs',
    // Most tests wait for a PostgreSQL or a program much of the time: one more than there are cores keeps them busy.
    maxWorkers: Math.max(2, availableParallelism()) + 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
