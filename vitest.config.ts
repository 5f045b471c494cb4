import { defineConfig } from 'vitest/config'
// @ts-expect-error a script, without types
import { pageForTests } from './scripts/bundle-page.mjs'

export default defineConfig({
  plugins: [pageForTests],
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'scripts/build-when-stale.mjs',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
