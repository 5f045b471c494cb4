import { analyze10000 } from './rows/analyze-10000.mjs'
import { analyze100000 } from './rows/analyze-100000.mjs'
import { analyzeFountain } from './rows/analyze-fountain.mjs'
import { closingGuard } from './rows/closing-guard.mjs'
import { commitToApplied } from './rows/commit-to-applied.mjs'
import { guardedInsert } from './rows/guarded-insert.mjs'
import { lint10000 } from './rows/lint-10000.mjs'
import { pageFrames } from './rows/page-frames.mjs'
import { referencedDelete } from './rows/referenced-delete.mjs'
import { referencedInsert } from './rows/referenced-insert.mjs'
import { referencingInsert } from './rows/referencing-insert.mjs'
import { relayDrain } from './rows/relay-drain.mjs'
import { releaseBigKey } from './rows/release-big-key.mjs'
import { releaseRoundTrip } from './rows/release-round-trip.mjs'
import { startUp } from './rows/start-up.mjs'

/**
 * Every row: `id`, `work` (what is measured), `peer` (what it is held against), `runs` (of each, unless --runs says
 * otherwise) and `measure(runs)`, which returns figures (figure.mjs).
 */
export const rows = [
  startUp,
  analyzeFountain,
  analyze10000,
  analyze100000,
  lint10000,
  referencingInsert,
  guardedInsert,
  referencedInsert,
  referencedDelete,
  relayDrain,
  commitToApplied,
  closingGuard,
  releaseRoundTrip,
  releaseBigKey,
  pageFrames,
]
