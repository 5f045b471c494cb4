import type { Fault } from './fault.ts'
import { connectionLoss } from './kinds/connection-loss.ts'
import { consumerCrash } from './kinds/consumer-crash.ts'
import { delay } from './kinds/delay.ts'
import { duplicates } from './kinds/duplicates.ts'
import { relayCrash } from './kinds/relay-crash.ts'
import { relaySetBack } from './kinds/relay-set-back.ts'
import { reordering } from './kinds/reordering.ts'

export const faults: readonly Fault[] = [
  duplicates,
  reordering,
  delay,
  relaySetBack,
  relayCrash,
  consumerCrash,
  connectionLoss,
]
