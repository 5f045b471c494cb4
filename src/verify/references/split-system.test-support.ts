import type pg from 'pg'
import type { NativeReference, ReferencedKey, ReplicatedKey } from '../../emit/reference-sql/reference-value.ts'
import { aggregateType } from '../../emit/reference-sql/reference-value.ts'
import type { ConsumerOptions, ReplicaDescription } from '../../runtime/index.ts'
import type { Consumer, Relay, RelayOptions } from '../../runtime/index.ts'
import * as ours from '../../runtime/index.ts'
import type { ScratchDatabase, ScratchServer } from '../scratch/scratch-server.ts'
import { makeReferenced, makeReferencing, replicatedKey } from './split-pair.test-support.ts'
import { testPool } from '../scratch/test-pool.test-support.ts'

/** Both services of one reference, with relay and consumer moved by hand. */
export interface SplitSystem {
  readonly key: ReferencedKey
  readonly replica: ReplicaDescription
  readonly databases: { readonly referenced: ScratchDatabase; readonly referencing: ScratchDatabase }
  readonly referenced: pg.Pool
  readonly referencing: pg.Pool
  readonly relay: Relay
  readonly consumer: Consumer
  /** Relays and applies until nothing moves. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export interface SystemOptions {
  readonly key: ReferencedKey
  readonly references: readonly NativeReference[]
  /** The references are checked by the service's own code, not by a foreign key to a replica. */
  readonly guarded?: boolean
  /** What stands in each database before ours comes. */
  readonly referencedSql: string
  readonly referencingSql: string
  readonly consumer?: Partial<ConsumerOptions>
  /** `skip-locked`: what is written in the one database is told although somebody writes in the other, which stands on the same server. */
  readonly relay?: RelayOptions['mode']
  /** Another runtime than ours, or other SQL on the referencing side: mutants. */
  readonly runtime?: Pick<typeof ours, 'Consumer' | 'Relay'>
  readonly mutate?: (sql: string) => string
}

export function describeReplica(key: ReplicatedKey): ReplicaDescription {
  return {
    aggregate: aggregateType(key.source.service, key.source.key),
    home: key.home.schema,
    name: key.name,
    columns: key.columns.map((column) => column.name),
    deferred: key.references
      .filter((reference) => reference.deferrable === 'initially deferred')
      .map((reference) => [reference.relation.schema, reference.constraint]),
    ...(key.stateOnly === true && { stateOnly: true }),
  }
}

export async function makeSystem(server: ScratchServer, options: SystemOptions): Promise<SplitSystem> {
  const { key, references } = options
  const replicated = replicatedKey(key, references, options.guarded)
  const databases = {
    referenced: await makeReferenced(server, options.referencedSql, [key]),
    referencing: await makeReferencing(server, options.referencingSql, [replicated], options.mutate),
  }
  return connect(databases, [key], [replicated], options.consumer, options.runtime, options.relay)
}

/** Connects the services of one or several keys; `key` and `replica` are the first. */
export async function connect(
  databases: SplitSystem['databases'],
  keys: readonly ReferencedKey[],
  replicated: readonly ReplicatedKey[],
  consumerOptions: Partial<ConsumerOptions> = {},
  runtime: Pick<typeof ours, 'Consumer' | 'Relay'> = ours,
  mode: RelayOptions['mode'] = 'horizon',
): Promise<SplitSystem> {
  const pool = (database: ScratchDatabase) => {
    const made = testPool(database.url)
    return made
  }
  const [referenced, referencing] = [pool(databases.referenced), pool(databases.referencing)]
  const replicas = replicated.map(describeReplica)
  const source = keys[0]!.home
  for (const [at, key] of keys.entries())
    await ours.backfill({ pool: referenced, home: source.schema, key: key.name }, referencing, replicas[at]!)
  const { schema: home, service } = replicated[0]!.home
  const aggregates = replicas.map(({ aggregate }) => aggregate)
  const transport = new ours.PostgresTransport([{ service, pool: referencing, home, aggregates }])
  const relay = new runtime.Relay({ pool: referenced, home: source.schema, service: source.service, transport, mode })
  const consumer = new runtime.Consumer({ pool: referencing, home, replicas, ...consumerOptions })
  return {
    key: keys[0]!,
    replica: replicas[0]!,
    databases,
    referenced,
    referencing,
    relay,
    consumer,
    async settle() {
      await relay.drain()
      await consumer.drain()
    },
    async stop() {
      await Promise.all([relay.stop(), consumer.stop()])
      await Promise.all([referenced.end(), referencing.end()])
      await Promise.all([databases.referenced.drop(), databases.referencing.drop()])
    },
  }
}

/** Rows as arrays of texts, by the first column. */
export async function rowsOf(pool: pg.Pool, query: string): Promise<unknown[][]> {
  return (await pool.query({ text: query, rowMode: 'array' })).rows
}
