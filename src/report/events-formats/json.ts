import type { EventsFormat } from '../events-format.ts'

/** Described by schemas/events.schema.json. */
export const json: EventsFormat = {
  id: 'json',
  terminal: false,
  render: (list) => [`${JSON.stringify(list, null, 2)}\n`],
}
