import type { ReplicatedKey } from 'fountain-split/runtime'

/**
 * Keys "scripts-schema".script(script_id) of scripts that are alive, as far as this service has heard: a
 * replica, kept by their events. A row that names any other key is refused, also one that is too new to
 * have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "supporting-schema".note(script_id) of supporting: CONSTRAINT note_script_id_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "supporting-schema".revisionhistory(script_id) of supporting: CONSTRAINT revisionhistory_script_fkey
 *   - ON DELETE RESTRICT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "supporting-schema".sectionheading(script_id) of supporting: CONSTRAINT sectionheading_script_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "supporting-schema".titlepage(script_id) of supporting: CONSTRAINT titlepage_script_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE CASCADE by saga, tier 2: holds at every instant. While the update of a key is voted on,
 *     writes that name it are refused and may be tried again.
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
      constraint: 'note_script_id_fkey',
      relation: ['supporting-schema', 'note'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'cascade',
      onUpdate: 'no action',
      toCheck: true,
    },
    {
      constraint: 'revisionhistory_script_fkey',
      relation: ['supporting-schema', 'revisionhistory'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'restrict',
      onUpdate: 'no action',
      toCheck: true,
    },
    {
      constraint: 'sectionheading_script_fkey',
      relation: ['supporting-schema', 'sectionheading'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'cascade',
      onUpdate: 'no action',
      toCheck: true,
    },
    {
      constraint: 'titlepage_script_fkey',
      relation: ['supporting-schema', 'titlepage'],
      columns: [{ from: 'script_id', to: 'script_id' }],
      onDelete: 'cascade',
      onUpdate: 'cascade',
      toCheck: true,
    },
  ],
  votes: true,
  votesOnChange: true,
  fenced: true,
}

/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = [scriptsScriptScriptIdReplica]
