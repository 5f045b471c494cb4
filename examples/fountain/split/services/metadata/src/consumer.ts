import type { ReplicatedKey } from 'fountain-split/runtime'

/**
 * Keys "scripts-schema".script(script_id) of scripts that are alive, as far as this service has heard: a
 * replica, kept by their events. A row that names any other key is refused, also one that is too new to
 * have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "metadata-schema".extendednotesresearch(script_id) of metadata: CONSTRAINT
 *   extendednotesresearch_script_id_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const scriptsScriptScriptIdReplica: ReplicatedKey = {
  aggregate: 'scripts.script_script_id',
  home: 'fountain_split',
  name: 'scripts_script_script_id',
  columns: ['script_id'],
  deferred: [],
  source: { service: 'scripts', home: 'fountain_split', key: 'script_script_id' },
  references: [
    {
      constraint: 'extendednotesresearch_script_id_fkey',
      relation: ['metadata-schema', 'extendednotesresearch'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'set null',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
}

/**
 * Keys "scripts-schema".scene(scene_id) of scripts that are alive, as far as this service has heard: a
 * replica, kept by their events. A row that names any other key is refused, also one that is too new to
 * have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "metadata-schema".crossreferences(referenced_scene_id) of metadata: CONSTRAINT
 *   crossreferences_target_fkey
 *   - ON DELETE NO ACTION by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "metadata-schema".crossreferences(scene_id) of metadata: CONSTRAINT crossreferences_scene_id_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const scriptsSceneSceneIdReplica: ReplicatedKey = {
  aggregate: 'scripts.scene_scene_id',
  home: 'fountain_split',
  name: 'scripts_scene_scene_id',
  columns: ['scene_id'],
  deferred: [['metadata-schema', 'crossreferences_target_fkey']],
  source: { service: 'scripts', home: 'fountain_split', key: 'scene_scene_id' },
  references: [
    {
      constraint: 'crossreferences_scene_id_fkey',
      relation: ['metadata-schema', 'crossreferences'],
      columns: [{ from: 'scene_id', to: 'scene_id' }],
      onDelete: 'cascade',
      onUpdate: 'no action',
      toCheck: true,
    },
    {
      constraint: 'crossreferences_target_fkey',
      relation: ['metadata-schema', 'crossreferences'],
      columns: [{ from: 'referenced_scene_id', to: 'scene_id' }],
      onDelete: 'no action',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
  votes: true,
}

/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = [
  scriptsScriptScriptIdReplica,
  scriptsSceneSceneIdReplica,
]
