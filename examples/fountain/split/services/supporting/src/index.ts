import type { Service, ServiceDescription, StartOptions } from 'fountain-split/runtime'
import { startService } from 'fountain-split/runtime'
import { replicas } from './consumer.js'

export type * from './database.js'
export * from './consumer.js'
export * from './operations.js'
export * from './api.js'

/** What service supporting runs in the place of foreign keys to and from other services; a plain value. */
export const description: ServiceDescription = {
  format: 1,
  service: 'supporting',
  home: 'fountain_split',
  role: 'supporting_split_runtime',
  publishes: [],
  replicas,
}

/**
 * The databases of service supporting, each a URL or a pool of pg: its own, as role
 * supporting_split_runtime; those of the services whose keys it keeps; those of the services that it tells,
 * unless a publisher carries its events.
 */
export type Options = StartOptions<'scripts'>

/**
 * Runs relay and consumer of service supporting, until `stop()` of what it gives. Hooks hear of everything:
 * logs, metrics, traces, parked transactions. Throws ServiceProblem where the database is not ready, with
 * what to do about it.
 *
 *     const service = await start({
 *       database: 'postgres://…',
 *       others: {
 *         scripts: 'postgres://…',
 *       },
 *       hooks: { log: (level, message, facts) => console.log(level, message, facts) },
 *     })
 *     process.once('SIGTERM', () => void service.stop())
 */
export function start(options: Options): Promise<Service> {
  return startService({ ...options, description })
}
