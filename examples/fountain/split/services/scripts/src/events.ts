import type { PublishedKey } from 'fountain-split/runtime'

/**
 * Keys "scripts-schema".script(script_id): created and deleted ones are told to characters, formatting,
 * metadata and supporting, in the transaction in which that happens; a change is refused.
 *
 * In the place of these foreign keys, on their referenced side:
 *
 * - "characters-schema"."character"(script_id) of characters: CONSTRAINT character_script_id_fkey
 *   - ON DELETE CASCADE by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "formatting-schema".centeredtext(script_id) of formatting: CONSTRAINT centeredtext_script_id_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "formatting-schema".formattingrules(script_id) of formatting: CONSTRAINT formattingrules_script_fkey
 *   - ON DELETE SET DEFAULT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "formatting-schema".pagebreak(script_id) of formatting: CONSTRAINT pagebreak_script_id_fkey
 *   - ON DELETE CASCADE by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 * - "metadata-schema".extendednotesresearch(script_id) of metadata: CONSTRAINT
 *   extendednotesresearch_script_id_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
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
export const scriptScriptIdKey: PublishedKey = {
  aggregate: 'scripts.script_script_id',
  key: 'script_script_id',
  relation: ['scripts-schema', 'script'],
  columns: ['script_id'],
  subscribers: [
    { service: 'characters', home: 'fountain_split' },
    { service: 'formatting', home: 'fountain_split' },
    { service: 'metadata', home: 'fountain_split' },
    { service: 'supporting', home: 'fountain_split' },
  ],
  voters: [
    { service: 'characters', home: 'fountain_split' },
    { service: 'formatting', home: 'fountain_split' },
    { service: 'scripts', home: 'fountain_split' },
    { service: 'supporting', home: 'fountain_split' },
  ],
}

/**
 * Keys "scripts-schema".scene(scene_id): created and deleted ones are told to metadata and production, in
 * the transaction in which that happens; a change is refused.
 *
 * In the place of these foreign keys, on their referenced side:
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
export const sceneSceneIdKey: PublishedKey = {
  aggregate: 'scripts.scene_scene_id',
  key: 'scene_scene_id',
  relation: ['scripts-schema', 'scene'],
  columns: ['scene_id'],
  subscribers: [
    { service: 'metadata', home: 'fountain_split' },
    { service: 'production', home: 'fountain_split' },
  ],
  voters: [
    { service: 'metadata', home: 'fountain_split' },
    { service: 'production', home: 'fountain_split' },
  ],
}

/** All that this service tells. */
export const publishes: readonly PublishedKey[] = [scriptScriptIdKey, sceneSceneIdKey]
