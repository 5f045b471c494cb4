import type pg from 'pg'
import { nameKey } from '../../core/identifier.ts'
import type { HistoryTransaction } from '../histories/history.ts'
import type { Rows } from '../histories/read-rows.ts'
import { readRows } from '../histories/read-rows.ts'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { ScratchDatabase } from '../scratch/scratch-server.ts'
import type { ReferenceGuard } from '../../runtime/guard/reference-guard.ts'
import type { openService, ServiceOptions } from '../../runtime/service/service.ts'
import type { ServiceDescription } from '../../runtime/service/service-description.ts'
import type { Acted } from './actor.ts'
import { actors } from './actor-registry.ts'
import type { Trouble } from './trouble.ts'
import { orTrouble } from './settle.ts'
import { LastingClient } from './lasting-client.ts'
import { FragilePool } from './fragile-pool.ts'
import type { Running, ServiceSide } from './service-side.ts'

/** Where the services of the split are, and what each of them is. */
export interface SplitPlaces {
  /** By service; several may share one. */
  readonly databases: ReadonlyMap<string, ScratchDatabase>
  readonly descriptions: readonly ServiceDescription[]
  /** By service: its relations, as the original has them. */
  readonly shapes: ReadonlyMap<string, readonly RelationShape[]>
  /** By service. */
  readonly guards: ReadonlyMap<string, readonly ReferenceGuard[]>
  readonly runtime: Runtime
  /** Of a database, by its URL; returns when it is there again. */
  readonly crash: (url: string) => Promise<void>
}

/** What runs beside a service's database. */
export interface Runtime {
  readonly openService: typeof openService
}

/** Nobody is far away: what runs by itself looks often, and what nobody answers is asked again soon. */
const pace: Pick<ServiceOptions, 'relay' | 'consumer' | 'release'> = {
  relay: { poll: 250, pause: 15 },
  consumer: { poll: 250, pause: 15 },
  release: { timeout: 5000, attempts: 100, pause: 60, again: 150, poll: 50 },
}

/** The services that the original was split into, each with what runs beside it, moved by hand. */
export class SplitSide {
  readonly services: ReadonlyMap<string, ServiceSide>
  readonly #pools: readonly pg.Pool[]
  readonly #databases: ReadonlyMap<string, ScratchDatabase>

  private constructor(
    services: ReadonlyMap<string, ServiceSide>,
    pools: readonly pg.Pool[],
    databases: ReadonlyMap<string, ScratchDatabase>,
  ) {
    this.services = services
    this.#pools = pools
    this.#databases = databases
  }

  static async open({ databases, descriptions, shapes, guards, runtime, crash }: SplitPlaces): Promise<SplitSide> {
    const described = new Map(descriptions.map((each) => [each.service, each]))
    const pools = new Map(
      [...databases].map(([service, { url }]) => [service, poolOf(url, described.get(service)?.role)]),
    )
    const services = new Map<string, ServiceSide>()
    const others = Object.fromEntries(pools)
    const side = new SplitSide(services, [...pools.values()], databases)
    try {
      for (const [name, { url }] of databases) {
        const client = new LastingClient(url)
        await client.connect()
        const shared = [...databases.values()].filter((each) => each.url === url).length > 1
        const own = { shared, shapes: shapes.get(name) ?? [], guards: guards.get(name) ?? [] }
        const side: ServiceSide = { name, client, ...own, running: undefined, crash: () => crash(url) }
        services.set(name, side)
        const description = described.get(name)
        if (description === undefined) continue
        const pool = pools.get(name)!
        const start = async (consumer: ServiceOptions['consumer'] = {}): Promise<Running> => {
          const violations: string[] = []
          const service = await runtime.openService({
            description,
            database: pool,
            others,
            ...pace,
            consumer: { ...pace.consumer, ...consumer },
            hooks: { log: (_level, _message, { error }) => noteViolation(error, violations) },
          })
          return { service, pool, violations, restart: (options) => service.stop().then(() => start(options)) }
        }
        side.running = await start()
      }
      return side
    } catch (error) {
      await side.close()
      throw error
    }
  }

  /** Fills replicas that are new, and has rows checked that were there before them; tells the rows, and closes. */
  static async prepare(side: SplitSide): Promise<{ readonly rows: Rows; readonly troubles: readonly Trouble[] }> {
    const troubles: Trouble[] = []
    try {
      for (const each of side.services.values())
        await orTrouble(each, troubles, async () => each.running?.service.drain())
      return { rows: await side.rows(), troubles }
    } finally {
      await side.close()
    }
  }

  /** Writes a service's part of a transaction, in the way in which it is to be written. */
  async act(service: string, operations: HistoryTransaction): Promise<Acted> {
    const side = this.services.get(service)!
    for (const actor of actors) {
      const acted = await actor.act(side, operations, this.services)
      if (acted !== undefined) return acted
    }
    throw new Error('nobody writes this')
  }

  /** To be connected to as an administrator. */
  urlOf(service: string): string {
    return this.#databases.get(service)!.url
  }

  async rows(): Promise<Rows> {
    const found = await Promise.all([...this.services.values()].map(({ client, shapes }) => readRows(client, shapes)))
    return new Map(found.flatMap((rows) => [...rows]))
  }

  async close(): Promise<void> {
    for (const { client, running } of this.services.values()) {
      await running?.service.stop()
      await client.end()
    }
    await Promise.all(this.#pools.map((pool) => pool.end()))
  }
}

/** Relation → the service that has it. */
export function servicesByRelation(
  services: readonly { readonly name: string; readonly relations: readonly string[] }[],
  shapes: Iterable<RelationShape>,
): ReadonlyMap<string, string> {
  const owners = new Map(services.flatMap(({ name, relations }) => relations.map((each) => [each, name] as const)))
  return new Map(
    [...shapes].flatMap(({ schema, name }) => {
      const owner = owners.get(`${schema}.${name}`)
      return owner === undefined ? [] : [[nameKey(schema, name), owner] as const]
    }),
  )
}

/** Relay and consumer work with the rights that they will have. */
function poolOf(url: string, role: string | undefined): FragilePool {
  const options = role === undefined ? {} : { options: `-c role=${role.replaceAll(/[\\ ]/g, '\\$&')}` }
  const pool = new FragilePool({ connectionString: url, max: 100, ...options })
  pool.on('error', () => {})
  return pool
}

function noteViolation(error: unknown, violations: string[]): void {
  const { code = '', message } = (error ?? {}) as { readonly code?: string; readonly message?: string }
  if (code.startsWith('23') && message !== undefined) violations.push(message)
}
