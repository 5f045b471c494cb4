import { FountainError } from '../core/fountain-error.ts'
import { Consumer } from '../runtime/consumer/consumer.ts'
import type { ParkedTransaction } from '../runtime/consumer/parking.ts'
import { checkHome } from '../runtime/service/check-home.ts'
import { Pools } from '../runtime/service/pools.ts'
import type { ServiceDescription } from '../runtime/service/service-description.ts'
import type { SplitOptions } from '../split.ts'
import { findDatabases, findDescription, readServices } from './configured-services.ts'
import { tellingConnections } from './connection-failure.ts'
import type { ParkedEvents, ParkedList, ParkedOfService } from './parked-list.ts'

export interface ParkedOptions extends SplitOptions {
  /** By default all that keep keys of others. */
  readonly service?: string
  /** Let those be tried again that concern this key, or all. */
  readonly replay?: string
}

/** What is parked, and lets it be tried again where that is asked for. Throws FountainError (exit 2) as `openRelay`. */
export async function listParkedEvents(sources: readonly string[], options: ParkedOptions): Promise<ParkedList> {
  const services = await readServices(sources, options)
  const chosen = options.service === undefined ? [...services.descriptions.values()] : [findDescription(services, options.service)] // prettier-ignore
  const keeping = chosen.filter(({ replicas }) => replicas.length > 0)
  const urls = findDatabases(services, keeping.map(({ service }) => service), process.env) // prettier-ignore
  const found: ParkedOfService[] = []
  for (const description of keeping) {
    const { service } = description
    const url = urls[service]!
    found.push(await tellingConnections({ [service]: url }, () => listOf(description, url, options.replay)))
  }
  if (options.replay !== undefined && options.replay !== 'all' && found.every(({ replayed }) => replayed.length === 0))
    throw new FountainError('not-parked', `nothing is parked of the key ${options.replay}`, {
      hint: 'Keys are written as events lists them; all means all of them.',
    })
  return { schemaVersion: 1, services: found }
}

async function listOf(description: ServiceDescription, url: string, key: string | undefined): Promise<ParkedOfService> {
  const { service, home, replicas } = description
  const pools = await Pools.open({ [service]: url }, {}, undefined)
  try {
    const pool = pools.of(service)
    await checkHome(pool, description)
    const consumer = new Consumer({ pool, home, replicas })
    const all = await consumer.listParked()
    const isMeant = ({ events }: ParkedTransaction) => key === 'all' || events.some(({ subject }) => subject === key)
    const meant = key === undefined ? [] : all.filter(isMeant)
    for (const each of meant) await consumer.replayParked(each)
    const rest = all.filter((each) => !meant.includes(each))
    return { service, replayed: meant.map(tell), parked: rest.map(tell) }
  } finally {
    await pools.end()
  }
}

function tell({ source, epoch, transaction, events, attempts, error, arrived }: ParkedTransaction): ParkedEvents {
  return {
    source,
    epoch,
    transaction,
    events: events.map(({ type, subject }) => ({ type, key: subject })),
    attempts,
    reason: error,
    arrived: arrived.toISOString(),
    age: Math.max(0, Math.round((Date.now() - arrived.getTime()) / 1000)),
  }
}
