import type { Detector } from './detector.ts'
import { check } from './detectors/check.ts'
import { columnDefault } from './detectors/default.ts'
import { foreignKey } from './detectors/foreign-key.ts'
import { generatedColumn } from './detectors/generated-column.ts'
import { grant } from './detectors/grant.ts'
import { inheritance } from './detectors/inheritance.ts'
import { partition } from './detectors/partition.ts'
import { policy } from './detectors/policy.ts'
import { publication } from './detectors/publication.ts'
import { routine } from './detectors/routine.ts'
import { rewriteRule } from './detectors/rule.ts'
import { sequence } from './detectors/sequence.ts'
import { trigger } from './detectors/trigger.ts'
import { type } from './detectors/type.ts'
import { view } from './detectors/view.ts'

/** In the order in which reports tell of them. */
export const detectors: readonly Detector[] = [
  foreignKey,
  view,
  routine,
  trigger,
  type,
  sequence,
  columnDefault,
  generatedColumn,
  check,
  inheritance,
  partition,
  policy,
  rewriteRule,
  grant,
  publication,
]
