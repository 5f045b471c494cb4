import type { ColumnType, Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'metadata-schema.crossreferences': CrossreferencesTable
  'metadata-schema.extendednotesresearch': ExtendednotesresearchTable
  'metadata-schema.metadata': MetadataTable
}

export interface CrossreferencesTable {
  cross_reference_id: Generated<number>
  scene_id: number
  referenced_scene_id: number
  description: string | null
}

export interface ExtendednotesresearchTable {
  research_id: Generated<number>
  script_id: number | null
  notes: string | null
  research_details: string | null
}

export interface MetadataTable {
  metadata_id: Generated<number>
  creation_date: ColumnType<Date, Date | string | undefined, Date | string>
  last_modified_date: ColumnType<Date, Date | string | undefined, Date | string>
  version_number: Generated<string>
  status: Generated<'outline' | 'draft' | 'rehearsal' | 'published'>
  additional_information: ColumnType<unknown, string | null, string | null>
}
