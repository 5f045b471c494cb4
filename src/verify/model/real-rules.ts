import * as protocol from '../../runtime/release/release-protocol.ts'
import type { Rules } from './release-scene.ts'

/** The protocol as it runs. */
export const realRules: Rules = {
  ...protocol,
  closes: true,
  fences: true,
  actsEarly: false,
  removesFirst: false,
}
