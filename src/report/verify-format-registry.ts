import type { VerifyFormat } from './verify-format.ts'

/** Loaded when asked for, so that a run pays for one format only. */
export const verifyFormats: ReadonlyMap<string, () => Promise<VerifyFormat>> = new Map([
  ['pretty', async () => (await import('./verify-formats/pretty.ts')).pretty],
  ['json', async () => (await import('./verify-formats/json.ts')).json],
  ['junit', async () => (await import('./verify-formats/junit.ts')).junit],
  ['markdown', async () => (await import('./verify-formats/markdown.ts')).markdown],
])
