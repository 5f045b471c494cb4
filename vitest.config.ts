import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: 'scripts/build-when-stale.mjs',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
