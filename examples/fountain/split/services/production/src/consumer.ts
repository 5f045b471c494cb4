import type { ReplicatedKey } from 'fountain-split/runtime'

/**
 * Keys "scripts-schema".scene(scene_id) of scripts that are alive, as far as this service has heard: a
 * replica, kept by their events. A row that names any other key is refused, also one that is too new to
 * have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "production-schema".musicsound(scene_id) of production: CONSTRAINT musicsound_scene_id_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "production-schema".props(scene_id) of production: CONSTRAINT props_scene_id_fkey
 *   - ON DELETE NO ACTION by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const scriptsSceneSceneIdReplica: ReplicatedKey = {
  aggregate: 'scripts.scene_scene_id',
  home: 'fountain_split',
  name: 'scripts_scene_scene_id',
  columns: ['scene_id'],
  deferred: [],
  source: { service: 'scripts', home: 'fountain_split', key: 'scene_scene_id' },
  references: [
    {
      constraint: 'musicsound_scene_id_fkey',
      relation: ['production-schema', 'musicsound'],
      columns: [{ from: 'scene_id', to: 'scene_id' }],
      onDelete: 'set null',
      onUpdate: 'no action',
      toCheck: true,
    },
    {
      constraint: 'props_scene_id_fkey',
      relation: ['production-schema', 'props'],
      columns: [{ from: 'scene_id', to: 'scene_id' }],
      onDelete: 'no action',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
  votes: true,
}

/**
 * Keys "characters-schema"."character"(character_id) of characters that are alive, as far as this service
 * has heard: a replica, kept by their events. A row that names any other key is refused, also one that is
 * too new to have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "production-schema".casting(character_id) of production: CONSTRAINT casting_character_id_fkey
 *   - ON DELETE RESTRICT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE RESTRICT by refuse, tier 2: holds at every instant. Stricter than the constraint: to update
 *     such a key is refused also where no row names it.
 */
export const charactersCharacterCharacterIdReplica: ReplicatedKey = {
  aggregate: 'characters.character_character_id',
  home: 'fountain_split',
  name: 'characters_character_character_id',
  columns: ['character_id'],
  deferred: [],
  source: { service: 'characters', home: 'fountain_split', key: 'character_character_id' },
  references: [
    {
      constraint: 'casting_character_id_fkey',
      relation: ['production-schema', 'casting'],
      columns: [{ from: 'character_id', to: 'character_id' }],
      onDelete: 'restrict',
      onUpdate: 'restrict',
      toCheck: true,
    },
  ],
  votes: true,
}

/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = [
  scriptsSceneSceneIdReplica,
  charactersCharacterCharacterIdReplica,
]
