import { quoteQualified } from '../../core/identifier.ts'
import type { EnvelopeData } from '../../runtime/envelope.ts'
import type { ServiceSide } from '../replay/service-side.ts'

/** An event that a service is about to apply. */
export interface Heard {
  readonly service: string
  readonly what: string
}

/** What lies in a service's inbox, in words, in the order in which it is applied. */
export async function hearEvents({ name, client, running }: ServiceSide): Promise<Heard[]> {
  const inbox = quoteQualified({ schema: running!.service.description.home, name: 'inbox' })
  const { rows } = await client.query<{ source: string; data: EnvelopeData }>(
    `SELECT source, envelope -> 'data' AS data FROM ${inbox} WHERE state <> 'parked' ORDER BY epoch, version`,
  )
  // A birth that is the other half of a change is told with it.
  return rows
    .filter(
      ({ data }) =>
        data.event !== 'created' || data.predecessorVersion === undefined || data.predecessorVersion === null,
    )
    .map(({ data }) => ({ service: name, what: inWords(data) }))
}

function inWords({ aggregate, event, key, successor }: EnvelopeData): string {
  const named = (values: object) => Object.entries(values).map(([column, value]) => `${column} ${value ?? 'NULL'}`).join(', ') // prettier-ignore
  const became = successor === undefined || successor === null ? '' : ` to ${named(successor)}`
  return `${aggregate} (${named(key)}) ${event === 'key-changed' ? `changed${became}` : event}`
}
