import { nameKey } from '../../core/identifier.ts'
import type { SentTransaction } from './round.ts'
import { spellAlike } from '../replay/spell-alike.ts'
import type { CrossingReference, Topology } from './topology.ts'

/**
 * Which transaction must stand before which in an order that explains them: one that was answered before the other was sent,
 * where that is promised. It is within a service, and so for each client; and between services where a key was released
 * and a row names it (tier 2). What was refused because a key is not there may have been refused because nobody had heard
 * of it yet (tier 3): it stands where it can.
 */
export function mustPrecede(topology: Topology): (first: SentTransaction, second: SentTransaction) => boolean {
  return (first, second) => {
    if (first.answered >= second.sent) return false
    if (first.service === second.service) return !mayFloat(topology, first) && !mayFloat(topology, second)
    return isAboutReleased(topology, first, second) || isAboutReleased(topology, second, first)
  }
}

function mayFloat({ references }: Topology, { outcome }: SentTransaction): boolean {
  if (outcome === null) return false
  return references.some(({ constraint, from }) => constraint === outcome.constraint && from.replace('\0', '.') === outcome.relation) // prettier-ignore
}

/** Whether the first released, or wanted to, a key that a row of the second names. */
function isAboutReleased({ references }: Topology, release: SentTransaction, other: SentTransaction): boolean {
  if (release.release !== true || other.outcome !== null) return false
  return references.some((reference) => reference.isReleased && namesReleased(release, other, reference))
}

/** Also of a key that is written otherwise but may be the same; false where it cannot be told which key is named. */
export function namesReleased(
  { operations: [released] }: SentTransaction,
  { operations }: SentTransaction,
  { from, to, columns, referencedColumns }: CrossingReference,
): boolean {
  if (released?.kind !== 'delete' || nameKey(...released.relation) !== to) return false
  const key = referencedColumns.map((name) => released.where[name])
  if (key.some((value) => value === undefined || value === null)) return false
  for (const operation of operations) {
    if (nameKey(...operation.relation) !== from) continue
    const rows = operation.kind === 'insert' ? operation.rows : operation.kind === 'update' ? [operation.set] : []
    if (rows.some((row) => columns.every((name, at) => typeof row[name] === 'string' && spellAlike(row[name]) === spellAlike(key[at]!)))) return true // prettier-ignore
  }
  return false
}
