import type { Pool } from 'pg'
import { Relay } from '../relay/relay.ts'
import type { RelayOptions } from '../relay/relay.ts'
import type { Destination } from '../transport/postgres-transport.ts'
import { PostgresTransport } from '../transport/postgres-transport.ts'
import type { ServiceDescription } from './service-description.ts'

/** What relays are made of. */
export interface RelayParts {
  readonly description: ServiceDescription
  readonly publisher?: RelayOptions['transport']
  readonly relay?: Partial<Pick<RelayOptions, 'mode' | 'batch' | 'poll' | 'pause' | 'retention' | 'horizonAlarm'>>
  readonly hooks?: NonNullable<RelayOptions['hooks']>
}

/**
 * One relay for each service that is told, so that one that is down holds nobody else up; with `skip-locked`, where what
 * was published is gone, one for all of them; one where there is a transport.
 */
export function makeRelays(parts: RelayParts, poolOf: (service: string) => Pool): Relay[] {
  const { description, publisher, relay: settings = {}, hooks } = parts
  const { service, home, publishes } = description
  if (publishes.length === 0) return []
  const make = (transport: RelayOptions['transport'], name?: string) =>
    new Relay({
      ...settings,
      pool: poolOf(service),
      home,
      service,
      transport,
      ...(name === undefined ? {} : { name }),
      ...(hooks === undefined ? {} : { hooks }),
    })
  if (publisher !== undefined) return [make(publisher)]
  const destinations = listDestinations(description, poolOf)
  if (settings.mode === 'skip-locked') return [make(new PostgresTransport(destinations))]
  return destinations.map((destination) => make(new PostgresTransport([destination]), destination.service))
}

function listDestinations({ publishes }: ServiceDescription, poolOf: (service: string) => Pool): Destination[] {
  const homes = new Map(publishes.flatMap(({ subscribers }) => subscribers.map(({ service, home }) => [service, home])))
  return [...homes].map(([service, home]) => {
    const wanted = publishes.filter(({ subscribers }) => subscribers.some((each) => each.service === service))
    return { service, home, pool: poolOf(service), aggregates: wanted.map(({ aggregate }) => aggregate) }
  })
}
