import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What is waited for comes by itself: only a test that fails waits so long.
    expect: { poll: { timeout: 20_000 } },
    globalSetup: ['test/support/run-folder.ts'],
    reporters: process.env.CI ? ['default', ['json', { outputFile: '.cache/test-results.json' }]] : ['default'],
    coverage: { include: ['src/**'], exclude: ['**/*.test.ts'] },
  },
})
