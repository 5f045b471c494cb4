import type { Generated } from 'kysely'

/** What this service's database holds. */
export interface Database {
  'scripts-schema.act': ActTable
  'scripts-schema.action': ActionTable
  'scripts-schema.dialogue': DialogueTable
  'scripts-schema.parenthetical': ParentheticalTable
  'scripts-schema.scene': SceneTable
  'scripts-schema.scenelocation': ScenelocationTable
  'scripts-schema.sceneoutline': SceneoutlineView
  'scripts-schema.script': ScriptTable
  'scripts-schema.transition': TransitionTable
}

export interface ActTable {
  act_id: Generated<number>
  script_id: number
  act_number: number
  synopsis: string | null
  notes: string | null
}

export interface ActionTable {
  action_id: Generated<number>
  scene_id: number
  character_id: number | null
  original_text: string | null
  modernized_text: string | null
}

export interface DialogueTable {
  dialogue_id: Generated<number>
  scene_id: number
  character_id: number | null
  original_text: string | null
  /** The same line in the language of today; null until somebody wrote it */
  modernized_text: string | null
}

export interface ParentheticalTable {
  parenthetical_id: Generated<number>
  dialogue_id: number
  original_text: string | null
  modernized_text: string | null
}

export interface SceneTable {
  scene_id: Generated<number>
  act_id: number
  scene_number: number
  synopsis: string | null
  notes: string | null
}

export interface ScenelocationTable {
  location_id: Generated<number>
  description: string
  historical_cultural_significance: string | null
}

export interface SceneoutlineView {
  script_id: unknown
  act_number: unknown
  scene_number: unknown
  scene_id: unknown
  synopsis: unknown
}

/** A play or a screenplay; script 0 is the house style */
export interface ScriptTable {
  script_id: Generated<number>
  title: string
  author_id: number
  metadata_id: number | null
  url: string | null
}

export interface TransitionTable {
  transition_id: Generated<number>
  scene_id: number
  transition_text: Generated<string>
}
