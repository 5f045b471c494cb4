import type pg from 'pg'
import type { RelationShape } from '../histories/relation-shape.ts'
import type { Service } from '../../runtime/service/service.ts'

/** One service of the split, with its database. */
export interface ServiceSide {
  readonly name: string
  /** As an administrator. */
  readonly client: pg.Client
  readonly shapes: readonly RelationShape[]
  /** Its relays and its consumer; undefined where no other service has to do with it. */
  readonly runtime: Service | undefined
}
