import type { DatabaseConnection, Dialect, Driver } from 'kysely'
import { GuardedConnection } from './guarded-connection.ts'
import type { Guarding } from './guarded-connection.ts'
import type { Lookup, ReferenceGuard } from './reference-guard.ts'

/**
 * kysely's dialect for PostgreSQL with guards in it: every INSERT and UPDATE that kysely builds passes the guards of its
 * relation, in the transaction that it belongs to, or one of its own. `lookups`: by service, where its keys are looked up.
 *
 * Covered: several rows, INSERT … SELECT, ON CONFLICT, UPDATE … FROM, defaults, what triggers make of a row. Refused, as
 * nobody could look: MERGE, a WITH that writes, streamed writes. Not seen: SQL as text, and writes through a view.
 */
export function guardDialect(
  dialect: Dialect,
  guards: readonly ReferenceGuard[],
  lookups: Readonly<Record<string, Lookup>>,
): Dialect {
  for (const { constraint, key } of guards)
    if (lookups[key.service] === undefined)
      throw new Error(`${constraint}: it is not said where keys of ${key.service} are looked up`)
  return {
    createDriver() {
      const driver = dialect.createDriver()
      const compiler = dialect.createQueryCompiler()
      return new GuardingDriver({ guards, lookupOf: ({ service }) => lookups[service]!, driver, compiler })
    },
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
}

type Compile = Parameters<NonNullable<Driver['savepoint']>>[2]

class GuardingDriver implements Driver {
  readonly #guarding: Guarding
  readonly #connections = new WeakMap<DatabaseConnection, GuardedConnection>()

  constructor(guarding: Guarding) {
    this.#guarding = guarding
  }

  init(): Promise<void> {
    return this.#guarding.driver.init()
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await this.#guarding.driver.acquireConnection()
    const known = this.#connections.get(connection)
    if (known !== undefined) return known
    const guarded = new GuardedConnection(connection, this.#guarding)
    this.#connections.set(connection, guarded)
    return guarded
  }

  async beginTransaction(
    connection: GuardedConnection,
    settings: Parameters<Driver['beginTransaction']>[1],
  ): Promise<void> {
    // prettier-ignore
    await this.#guarding.driver.beginTransaction(connection.connection, settings)
    connection.inTransaction = true
  }

  async commitTransaction(connection: GuardedConnection): Promise<void> {
    connection.inTransaction = false
    await this.#guarding.driver.commitTransaction(connection.connection)
  }

  async rollbackTransaction(connection: GuardedConnection): Promise<void> {
    connection.inTransaction = false
    await this.#guarding.driver.rollbackTransaction(connection.connection)
  }

  async savepoint(connection: GuardedConnection, name: string, compile: Compile): Promise<void> {
    await this.#guarding.driver.savepoint?.(connection.connection, name, compile)
  }

  async rollbackToSavepoint(connection: GuardedConnection, name: string, compile: Compile): Promise<void> {
    await this.#guarding.driver.rollbackToSavepoint?.(connection.connection, name, compile)
  }

  async releaseSavepoint(connection: GuardedConnection, name: string, compile: Compile): Promise<void> {
    await this.#guarding.driver.releaseSavepoint?.(connection.connection, name, compile)
  }

  async releaseConnection(connection: GuardedConnection): Promise<void> {
    connection.inTransaction = false
    await this.#guarding.driver.releaseConnection(connection.connection)
  }

  destroy(): Promise<void> {
    return this.#guarding.driver.destroy()
  }
}
