import type { PublishedKey } from 'fountain-split/runtime'

/**
 * Keys "characters-schema"."character"(character_id): created and deleted ones are told to production and
 * scripts, in the transaction in which that happens; a change is refused.
 *
 * In the place of these foreign keys, on their referenced side:
 *
 * - "production-schema".casting(character_id) of production: CONSTRAINT casting_character_id_fkey
 *   - ON DELETE RESTRICT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE RESTRICT by refuse, tier 2: holds at every instant. Stricter than the constraint: to update
 *     such a key is refused also where no row names it.
 * - "scripts-schema".action(character_id) of scripts: CONSTRAINT action_character_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE CASCADE by event, tier 3: holds once its events are applied. Until the event of the update
 *     is applied, a row may name a key that is gone.
 * - "scripts-schema".dialogue(character_id) of scripts: CONSTRAINT dialogue_character_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const characterCharacterIdKey: PublishedKey = {
  aggregate: 'characters.character_character_id',
  key: 'character_character_id',
  relation: ['characters-schema', 'character'],
  columns: ['character_id'],
  subscribers: [
    { service: 'production', home: 'fountain_split' },
    { service: 'scripts', home: 'fountain_split' },
  ],
  voters: [{ service: 'production', home: 'fountain_split' }],
}

/** All that this service tells. */
export const publishes: readonly PublishedKey[] = [characterCharacterIdKey]
