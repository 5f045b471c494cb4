import type { Pool } from 'pg'
import type { RuntimeHooks } from '../hooks.ts'
import { ServiceProblem } from './service-problem.ts'

/** A database: a pool of the caller's, who ends it, or a URL. */
export type Database = Pool | string

/** Pools by service; those that were made of URLs are ended together. */
export class Pools {
  readonly #all = new Map<string, Pool>()
  readonly #made: Pool[] = []

  /** `sizes`: how many connections each pool must be able to hold. */
  static async open(
    databases: Readonly<Record<string, Database>>,
    sizes: Readonly<Record<string, number>>,
    hooks: RuntimeHooks | undefined,
  ): Promise<Pools> {
    const pools = new Pools()
    const { default: pg } = await import('pg')
    for (const [service, database] of Object.entries(databases)) {
      const max = sizes[service] ?? 2
      if (typeof database !== 'string') {
        const { max: has } = database.options
        if (has < max)
          throw new ServiceProblem('small-pool', `the pool of ${service} has at most ${has} connections, ${max} are needed`, `Make it with { max: ${max} } or more.`) // prettier-ignore
        pools.#all.set(service, database)
        continue
      }
      const pool = new pg.Pool({ connectionString: database, max, application_name: 'fountain-split', keepAlive: true })
      // An idle connection that is lost is replaced at the next use.
      pool.on('error', (error) => hooks?.log?.('warn', 'a connection was lost', { service, error }))
      pools.#made.push(pool)
      pools.#all.set(service, pool)
    }
    return pools
  }

  of(service: string): Pool {
    return this.#all.get(service)!
  }

  has(service: string): boolean {
    return this.#all.has(service)
  }

  /** May be called twice. */
  async end(): Promise<void> {
    await Promise.all(this.#made.splice(0).map((pool) => pool.end()))
  }
}
