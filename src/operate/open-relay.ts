import type { RuntimeHooks } from '../runtime/hooks.ts'
import { namedServices } from '../runtime/service/needed-databases.ts'
import type { Service } from '../runtime/service/service.ts'
import { openService } from '../runtime/service/service.ts'
import type { SplitOptions } from '../split.ts'
import { findDatabases, findDescription, readServices } from './configured-services.ts'
import { tellingConnections } from './connection-failure.ts'

export interface RelayOptions extends SplitOptions {
  readonly service: string
  /** Compare the replicas with their sources every so many seconds, and mend what was lost; never unless told. */
  readonly reconcileEvery?: number
  readonly hooks?: RuntimeHooks
}

/** A service whose relay and consumer can be run. */
export interface OpenRelay {
  /** Publishes and applies what is there, once. Throws FountainError (exit 2) where a database cannot be reached. */
  drain(): Promise<void>
  /** Runs until it is stopped; what may pass by itself is tried again. */
  start(): void
  /** Ends after what is being published and applied. */
  stop(): Promise<void>
}

/** Relay and consumer of one service, from the configuration alone: from database to database, nothing runs yet. */
export async function openRelay(sources: readonly string[], options: RelayOptions): Promise<OpenRelay> {
  const services = await readServices(sources, options)
  const description = findDescription(services, options.service)
  const others = namedServices(description, false)
  const { [options.service]: database, ...rest } = findDatabases(services, [options.service, ...others], process.env)
  const { hooks, reconcileEvery } = options
  const settings = {
    description,
    database: database!,
    others: rest,
    ...(hooks === undefined ? {} : { hooks }),
    ...(reconcileEvery === undefined ? {} : { reconcile: { everySeconds: reconcileEvery } }),
  }
  const service: Service = await tellingConnections({ [options.service]: database! }, () => openService(settings))
  return {
    drain: () => tellingConnections({ [options.service]: database!, ...rest }, () => service.drain()),
    start: () => service.start(),
    stop: () => service.stop(),
  }
}
