import { distinctNames, quoteColumns } from '../core/identifier.ts'
import { compareText, sortByText } from '../core/order.ts'
import type { Obligation } from './obligation.ts'
import type { Duty, ReferenceScene } from './strategy.ts'

/** Gathers what strategies ask for: what several references ask of one service about one key is one obligation. */
export class ObligationLedger {
  readonly #asked: { readonly scene: ReferenceScene; readonly duties: () => readonly Duty[] }[] = []

  lay(scene: ReferenceScene, duties: () => readonly Duty[]): void {
    this.#asked.push({ scene, duties })
  }

  /** Sorted by id. */
  all(): Obligation[] {
    const laid = new Map<string, { readonly obligation: Obligation; readonly references: Set<string> }>()
    for (const { scene, duties } of this.#asked) {
      const { key, referencedKey } = scene
      const { service, schema, relation, columns } = referencedKey
      const about = `${service}: ${quoteColumns({ schema, name: relation }, columns)}`
      for (const duty of duties()) {
        const on = 'on' in duty ? ` ${duty.on}` : ''
        // A guard is its reference's own; everything else is about the key.
        const subject = duty.kind === 'guard-write' || duty.kind === 'apply-action' ? key.id : about
        const id = `${duty.kind}${on} by ${duty.service} for ${subject}`
        const references = laid.get(id)?.references ?? new Set<string>()
        references.add(key.id)
        const before = laid.get(id)?.obligation
        const obligation: Obligation = { id, ...duty, key: referencedKey, references: [] }
        laid.set(id, { obligation: harderVote(before, obligation), references })
      }
    }
    const all = [...laid.values()].map(({ obligation, references }) => ({
      ...obligation,
      references: [...references].sort(compareText),
    }))
    return sortByText(all, ({ id }) => id)
  }
}

const votes = ['native-key', 'action', 'lookup'] as const

/** A service has one vote on a key for all its references: the one that takes most. */
function harderVote(before: Obligation | undefined, now: Obligation): Obligation {
  if (before?.kind !== 'vote-on-release' || now.kind !== 'vote-on-release') return now
  const harder = votes.indexOf(before.by) > votes.indexOf(now.by) ? before : now
  const fence = [...(before.fence ?? []), ...(now.fence ?? [])]
  const refusable = before.refusable === true || now.refusable === true
  return {
    ...harder,
    ...(refusable && { refusable }),
    ...(fence.length > 0 && { fence: distinctNames(fence) }),
  }
}
