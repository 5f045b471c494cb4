import type { Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'formatting-schema.centeredtext': CenteredtextTable
  'formatting-schema.formattingrules': FormattingrulesTable
  'formatting-schema.pagebreak': PagebreakTable
}

export interface CenteredtextTable {
  centered_id: Generated<number>
  script_id: number
  text: string
}

export interface FormattingrulesTable {
  rule_id: Generated<number>
  script_id: Generated<number>
  rule_description: string
}

export interface PagebreakTable {
  page_break_id: Generated<number>
  script_id: number
  page_number: number
}
