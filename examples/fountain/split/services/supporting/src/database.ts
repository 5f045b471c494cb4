import type { ColumnType, Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'supporting-schema.note': NoteTable
  'supporting-schema.revisionhistory': RevisionhistoryTable
  'supporting-schema.sectionheading': SectionheadingTable
  'supporting-schema.titlepage': TitlepageTable
}

export interface NoteTable {
  note_id: Generated<number>
  script_id: number
  type: Generated<string>
  text: string
}

export interface RevisionhistoryTable {
  revision_id: Generated<number>
  script_id: number
  date: ColumnType<Date, Date | string | undefined, Date | string>
  status: 'outline' | 'draft' | 'rehearsal' | 'published' | null
  change_description: string
  editor: string | null
}

export interface SectionheadingTable {
  section_id: Generated<number>
  script_id: number
  text: string
}

export interface TitlepageTable {
  title_page_id: Generated<number>
  script_id: number
  text: string
}
