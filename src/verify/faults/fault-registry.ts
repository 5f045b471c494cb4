import type { Fault } from './fault.ts'
import { clockJump } from './kinds/clock-jump.ts'
import { connectionLoss } from './kinds/connection-loss.ts'
import { consumerCrash } from './kinds/consumer-crash.ts'
import { databaseRestart } from './kinds/database-restart.ts'
import { delay } from './kinds/delay.ts'
import { duplicates } from './kinds/duplicates.ts'
import { fullOutbox } from './kinds/full-outbox.ts'
import { partition } from './kinds/partition.ts'
import { relayCrash } from './kinds/relay-crash.ts'
import { relaySetBack } from './kinds/relay-set-back.ts'
import { reordering } from './kinds/reordering.ts'
import { restoredBackup } from './kinds/restored-backup.ts'
import { slowConsumer } from './kinds/slow-consumer.ts'

export const faults: readonly Fault[] = [
  duplicates,
  reordering,
  delay,
  relaySetBack,
  relayCrash,
  consumerCrash,
  connectionLoss,
  databaseRestart,
  partition,
  slowConsumer,
  fullOutbox,
  clockJump,
  restoredBackup,
]
