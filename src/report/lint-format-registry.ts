import type { LintFormat } from './lint-format.ts'

/** Loaded when asked for, so that a run pays for one format only. */
export const lintFormats: ReadonlyMap<string, () => Promise<LintFormat>> = new Map([
  ['pretty', async () => (await import('./lint-formats/pretty.ts')).pretty],
  ['json', async () => (await import('./lint-formats/json.ts')).json],
  ['sarif', async () => (await import('./lint-formats/sarif.ts')).sarif],
  ['github', async () => (await import('./lint-formats/github.ts')).github],
  ['gitlab', async () => (await import('./lint-formats/gitlab.ts')).gitlab],
  ['junit', async () => (await import('./lint-formats/junit.ts')).junit],
  ['checkstyle', async () => (await import('./lint-formats/checkstyle.ts')).checkstyle],
  ['markdown', async () => (await import('./lint-formats/markdown.ts')).markdown],
])
