import type { PublishedKey } from 'fountain-split/runtime'

/**
 * Keys "metadata-schema".metadata(metadata_id): created and deleted ones are told to scripts, in the
 * transaction in which that happens; a change is refused.
 *
 * In the place of these foreign keys, on their referenced side:
 *
 * - "scripts-schema".script(metadata_id) of scripts: CONSTRAINT script_metadata_fkey
 *   - ON DELETE SET NULL by event, tier 3: holds once its events are applied. Until the event of the delete
 *     is applied, a row may name a key that is gone.
 *   - ON UPDATE NO ACTION by refuse, tier 2: holds at every instant. Stricter than the constraint: to
 *     update such a key is refused also where no row names it.
 */
export const metadataMetadataIdKey: PublishedKey = {
  aggregate: 'metadata.metadata_metadata_id',
  key: 'metadata_metadata_id',
  relation: ['metadata-schema', 'metadata'],
  columns: ['metadata_id'],
  subscribers: [{ service: 'scripts', home: 'fountain_split' }],
}

/** All that this service tells. */
export const publishes: readonly PublishedKey[] = [metadataMetadataIdKey]
