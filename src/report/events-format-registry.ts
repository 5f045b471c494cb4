import type { EventsFormat } from './events-format.ts'

/** Loaded when asked for, so that a run pays for one format only. */
export const eventsFormats: ReadonlyMap<string, () => Promise<EventsFormat>> = new Map([
  ['pretty', async () => (await import('./events-formats/pretty.ts')).pretty],
  ['json', async () => (await import('./events-formats/json.ts')).json],
])
