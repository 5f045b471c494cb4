import type { PartMaker } from './part-maker.ts'
import { applyAction } from './parts/apply-action.ts'
import { capture } from './parts/capture.ts'
import { change } from './parts/change.ts'
import { changeVote } from './parts/change-vote.ts'
import { check } from './parts/check.ts'
import { defaultKey } from './parts/default-key.ts'
import { fence } from './parts/fence.ts'
import { functions } from './parts/functions.ts'
import { hold } from './parts/hold.ts'
import { home } from './parts/home.ts'
import { inbox } from './parts/inbox.ts'
import { index } from './parts/index-columns.ts'
import { keyState } from './parts/key-state.ts'
import { nativeKey } from './parts/native-key.ts'
import { outbox } from './parts/outbox.ts'
import { refuse } from './parts/refuse.ts'
import { releaseTables } from './parts/release-tables.ts'
import { release } from './parts/release.ts'
import { register } from './parts/register.ts'
import { replica } from './parts/replica.ts'
import { sagaTables } from './parts/saga-tables.ts'
import { vote } from './parts/vote.ts'

/** In the order in which their parts are made, within what they are made for. */
export const partMakers: readonly PartMaker[] = [
  home,
  outbox,
  inbox,
  releaseTables,
  sagaTables,
  refuse,
  register,
  capture,
  release,
  change,
  replica,
  keyState,
  applyAction,
  functions,
  fence,
  vote,
  changeVote,
  hold,
  check,
  index,
  defaultKey,
  nativeKey,
]
