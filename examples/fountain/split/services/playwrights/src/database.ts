import type { Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'playwrights-schema.playwright': PlaywrightTable
}

export interface PlaywrightTable {
  author_id: Generated<number>
  name: string
  biography: string | null
  /** An address or an agent; personal data */
  contact_information: string | null
}
