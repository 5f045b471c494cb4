import type pg from 'pg'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { ReferenceGuard } from '../../runtime/guard/reference-guard.ts'
import type { Service, ServiceOptions } from '../../runtime/service/service.ts'
import type { FragilePool } from './fragile-pool.ts'

/** One service of the split, with its database. */
export interface ServiceSide {
  readonly name: string
  /** As an administrator. */
  readonly client: pg.Client
  /** Other services stand in the same database. */
  readonly shared: boolean
  readonly shapes: readonly RelationShape[]
  /** What its own code checks, as no foreign key does. */
  readonly guards: readonly ReferenceGuard[]
  /** What a client does between the last statement of a transaction and its COMMIT. */
  readonly beforeCommit?: () => Promise<void>
  /** Its database crashes, and is there again when this returns; connections to it are gone. */
  readonly crash: () => Promise<void>
  /** Its relays and its consumer, with what they work on; undefined where no other service has to do with it. */
  running: Running | undefined
}

export interface Running {
  readonly service: Service
  readonly pool: FragilePool
  /** Integrity violations that kept it from following what it was told, in PostgreSQL's words. */
  readonly violations: readonly string[]
  /** The same anew, as after a crash: nothing that was in memory is left. */
  restart(consumer?: ServiceOptions['consumer']): Promise<Running>
}
