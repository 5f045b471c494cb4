import type { Check } from './check.ts'
import { catalogsEqual } from './checks/catalogs-equal.ts'
import { concurrentHistory } from './checks/concurrent-history.ts'
import { contracts } from './checks/contracts.ts'
import { isolation } from './checks/isolation.ts'
import { loadsAlone } from './checks/loads-alone.ts'
import { obligationsFulfilled } from './checks/obligations-fulfilled.ts'
import { serialReplay } from './checks/serial-replay.ts'
import { typesCompile } from './checks/types-compile.ts'

/** In the order in which they are made and told. */
export const checks: readonly Check[] = [
  loadsAlone,
  catalogsEqual,
  obligationsFulfilled,
  isolation,
  contracts,
  typesCompile,
  serialReplay,
  concurrentHistory,
]
