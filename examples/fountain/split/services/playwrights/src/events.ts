import type { PublishedKey } from 'fountain-split/runtime'

/**
 * Keys "playwrights-schema".playwright(author_id): created, changed and deleted ones are told to scripts,
 * in the transaction in which that happens.
 *
 * In the place of these foreign keys, on their referenced side:
 *
 * - "scripts-schema".script(author_id) of scripts: CONSTRAINT script_author_id_fkey
 *   - ON DELETE RESTRICT by saga, tier 2: holds at every instant. While the delete of a key is voted on,
 *     writes that name it are refused and may be tried again.
 *   - ON UPDATE CASCADE by event, tier 3: holds once its events are applied. Until the event of the update
 *     is applied, a row may name a key that is gone.
 */
export const playwrightAuthorIdKey: PublishedKey = {
  aggregate: 'playwrights.playwright_author_id',
  key: 'playwright_author_id',
  relation: ['playwrights-schema', 'playwright'],
  columns: ['author_id'],
  subscribers: [{ service: 'scripts', home: 'fountain_split' }],
  voters: [{ service: 'scripts', home: 'fountain_split' }],
}

/** All that this service tells. */
export const publishes: readonly PublishedKey[] = [playwrightAuthorIdKey]
