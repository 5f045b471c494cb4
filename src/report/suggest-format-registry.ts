import type { SuggestFormat } from './suggest-format.ts'

/** Loaded when asked for, so that a run pays for one format only. */
export const suggestFormats: ReadonlyMap<string, () => Promise<SuggestFormat>> = new Map([
  ['pretty', async () => (await import('./suggest-formats/pretty.ts')).pretty],
  ['json', async () => (await import('./suggest-formats/json.ts')).json],
  ['yaml', async () => (await import('./suggest-formats/yaml.ts')).yaml],
])
