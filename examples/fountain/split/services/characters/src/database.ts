import type { Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'characters-schema.character': CharacterTable
  'characters-schema.characterrelationship': CharacterrelationshipTable
}

export interface CharacterTable {
  character_id: Generated<number>
  script_id: number
  name: string
  description: string | null
}

export interface CharacterrelationshipTable {
  relationship_id: Generated<number>
  character1_id: number
  character2_id: number
  relationship_type: string
}
