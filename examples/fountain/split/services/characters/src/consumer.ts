import type { ReplicatedKey } from 'fountain-split/runtime'

/**
 * Keys "scripts-schema".script(script_id) of scripts that are alive, as far as this service has heard: a
 * replica, kept by their events. A row that names any other key is refused, also one that is too new to
 * have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "characters-schema"."character"(script_id) of characters: CONSTRAINT character_script_id_fkey
 *   - ON DELETE CASCADE by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
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
      constraint: 'character_script_id_fkey',
      relation: ['characters-schema', 'character'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'cascade',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
  votes: true,
  fenced: true,
}

/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = [scriptsScriptScriptIdReplica]
