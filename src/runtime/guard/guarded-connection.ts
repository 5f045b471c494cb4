import type { CompiledQuery, DatabaseConnection, Driver, QueryCompiler, QueryResult } from 'kysely'
import type { GuardedWrite } from './guarded-write.ts'
import { findGuardedWrite, returnedName, UnguardedWrite } from './guarded-write.ts'
import type { GuardedKey, Lookup, ReferenceGuard } from './reference-guard.ts'
import { checkRows } from './check-rows.ts'

/** What connections of one guarded database share. */
export interface Guarding {
  readonly guards: readonly ReferenceGuard[]
  readonly lookupOf: (key: GuardedKey) => Lookup
  readonly driver: Driver
  readonly compiler: QueryCompiler
}

/** A connection whose writes pass their guards before they are seen by anybody. */
export class GuardedConnection implements DatabaseConnection {
  readonly connection: DatabaseConnection
  inTransaction = false
  readonly #guarding: Guarding

  constructor(connection: DatabaseConnection, guarding: Guarding) {
    this.connection = connection
    this.#guarding = guarding
  }

  async executeQuery<Row>(compiled: CompiledQuery): Promise<QueryResult<Row>> {
    const write = findGuardedWrite(compiled.query, this.#guarding.guards)
    if (write !== undefined)
      return this.inTransaction ? this.#write(compiled, write) : this.#writeAlone(compiled, write)
    const result = await this.connection.executeQuery<Row>(compiled)
    if (compiled.query.kind === 'RawNode') this.#follow(compiled.sql)
    return result
  }

  streamQuery<Row>(compiled: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<Row>> {
    const write = findGuardedWrite(compiled.query, this.#guarding.guards)
    if (write !== undefined) throw new UnguardedWrite(write.guards[0]!, 'a streamed write')
    return this.connection.streamQuery(compiled, chunkSize)
  }

  /** As PostgreSQL does: first the row, then its key, and both before the commit. */
  async #write<Row>(compiled: CompiledQuery, { guards, columns, query }: GuardedWrite): Promise<QueryResult<Row>> {
    const { compiler, lookupOf } = this.#guarding
    const result = await this.connection.executeQuery<Row>(compiler.compileQuery(query, compiled.queryId))
    const written = result.rows.map((row) => takeReturned(row as Record<string, string | null>, columns))
    await checkRows(
      this.connection,
      lookupOf,
      guards.map((guard) => ({ guard, rows: written.map((row) => guard.columns.map(({ from }) => row.get(from)!)) })),
    )
    return 'returning' in compiled.query && compiled.query.returning !== undefined ? result : { ...result, rows: [] }
  }

  async #writeAlone<Row>(compiled: CompiledQuery, write: GuardedWrite): Promise<QueryResult<Row>> {
    const { driver } = this.#guarding
    await driver.beginTransaction(this.connection, {})
    try {
      const result = await this.#write<Row>(compiled, write)
      await driver.commitTransaction(this.connection)
      return result
    } catch (error) {
      await driver.rollbackTransaction(this.connection).catch(() => {})
      throw error
    }
  }

  /** Transactions that were not begun by kysely. */
  #follow(sql: string): void {
    if (/^\s*(begin|start\s+transaction)\b/i.test(sql)) this.inTransaction = true
    else if (/^\s*(commit|end|abort|rollback)\b(?!\s+(work\s+|transaction\s+)?to\b)/i.test(sql))
      this.inTransaction = false
  }
}

/** Takes what was added to a row out of it again, by column. */
function takeReturned(row: Record<string, string | null>, columns: readonly string[]): Map<string, string | null> {
  return new Map(
    columns.map((column, at) => {
      const name = returnedName(at)
      const value = row[name]!
      delete row[name]
      return [column, value]
    }),
  )
}
