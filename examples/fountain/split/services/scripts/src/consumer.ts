import type { ReplicatedKey } from 'fountain-split/runtime'

/**
 * Keys "characters-schema"."character"(character_id) of characters that are alive, as far as this service
 * has heard: a replica, kept by their events. A row that names any other key is refused, also one that is
 * too new to have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
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
export const charactersCharacterCharacterIdReplica: ReplicatedKey = {
  aggregate: 'characters.character_character_id',
  home: 'fountain_split',
  name: 'characters_character_character_id',
  columns: ['character_id'],
  deferred: [],
  source: { service: 'characters', home: 'fountain_split', key: 'character_character_id' },
  references: [
    {
      constraint: 'action_character_fkey',
      relation: ['scripts-schema', 'action'],
      columns: [{ from: 'character_id', to: 'character_id' }],
      onDelete: 'set null',
      onUpdate: 'cascade',
      toCheck: true,
    },
    {
      constraint: 'dialogue_character_fkey',
      relation: ['scripts-schema', 'dialogue'],
      columns: [{ from: 'character_id', to: 'character_id' }],
      onDelete: 'set null',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
}

/**
 * Keys "playwrights-schema".playwright(author_id) of playwrights that are alive, as far as this service has
 * heard: a replica, kept by their events. A row that names any other key is refused, also one that is too
 * new to have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "scripts-schema".script(author_id) of scripts: CONSTRAINT script_author_id_fkey
 *   - ON DELETE RESTRICT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE CASCADE by event, tier 3: holds once its events are applied. Until the event of the update
 *     is applied, a row may name a key that is gone.
 */
export const playwrightsPlaywrightAuthorIdReplica: ReplicatedKey = {
  aggregate: 'playwrights.playwright_author_id',
  home: 'fountain_split',
  name: 'playwrights_playwright_author_id',
  columns: ['author_id'],
  deferred: [],
  source: { service: 'playwrights', home: 'fountain_split', key: 'playwright_author_id' },
  references: [
    {
      constraint: 'script_author_id_fkey',
      relation: ['scripts-schema', 'script'],
      columns: [{ from: 'author_id', to: 'author_id' }],
      onDelete: 'restrict',
      onUpdate: 'cascade',
      toCheck: true,
    },
  ],
  votes: true,
}

/**
 * Keys "metadata-schema".metadata(metadata_id) of metadata that are alive, as far as this service has
 * heard: a replica, kept by their events. A row that names any other key is refused, also one that is too
 * new to have been heard of.
 *
 * Native foreign keys lean on it, each in the place of one that crossed:
 *
 * - "scripts-schema".script(metadata_id) of scripts: CONSTRAINT script_metadata_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const metadataMetadataMetadataIdReplica: ReplicatedKey = {
  aggregate: 'metadata.metadata_metadata_id',
  home: 'fountain_split',
  name: 'metadata_metadata_metadata_id',
  columns: ['metadata_id'],
  deferred: [['scripts-schema', 'script_metadata_fkey']],
  source: { service: 'metadata', home: 'fountain_split', key: 'metadata_metadata_id' },
  references: [
    {
      constraint: 'script_metadata_fkey',
      relation: ['scripts-schema', 'script'],
      columns: [{ from: 'metadata_id', to: 'metadata_id' }],
      onDelete: 'set null',
      onUpdate: 'no action',
      toCheck: true,
    },
  ],
}

/** All that this service follows. */
export const replicas: readonly ReplicatedKey[] = [
  charactersCharacterCharacterIdReplica,
  playwrightsPlaywrightAuthorIdReplica,
  metadataMetadataMetadataIdReplica,
]
