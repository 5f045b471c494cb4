import { nameKey } from '../../core/identifier.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { ReferencedKey } from '../reference-sql/reference-value.ts'

/** Whether a row that goes may take rows of its own service along whose keys other services vote on; rows of the same relation too. */
export function takesKeysAlong(
  { foreignKeys }: Pick<SplitPlan, 'foreignKeys'>,
  { home: { service }, relation }: ReferencedKey,
  own: readonly ReferencedKey[],
): boolean {
  const released = own.filter(({ releases = [] }) => releases.length > 0)
  const names = new Set(released.map((key) => nameKey(key.relation.schema, key.relation.name)))
  const cascades = foreignKeys.filter(
    ({ crosses, referenced, onDelete, form }) =>
      !crosses && form === undefined && referenced.service === service && onDelete === 'cascade',
  )
  const seen = new Set<string>()
  const queue = [nameKey(relation.schema, relation.name)]
  // It grows while it is walked.
  for (const name of queue)
    for (const { referencing, referenced } of cascades) {
      const next = nameKey(referencing.schema, referencing.relation)
      if (nameKey(referenced.schema, referenced.relation) !== name || seen.has(next)) continue
      if (names.has(next)) return true
      seen.add(next)
      queue.push(next)
    }
  return false
}
