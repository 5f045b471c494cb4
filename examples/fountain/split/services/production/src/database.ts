import type { Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'production-schema.casting': CastingTable
  'production-schema.musicsound': MusicsoundTable
  'production-schema.props': PropsTable
}

export interface CastingTable {
  casting_id: Generated<number>
  character_id: number
  actor_characteristics_choices: string | null
}

export interface MusicsoundTable {
  music_sound_id: Generated<number>
  scene_id: number | null
  cue: string
  description: string | null
}

export interface PropsTable {
  prop_id: Generated<number>
  scene_id: number
  description: string
}
