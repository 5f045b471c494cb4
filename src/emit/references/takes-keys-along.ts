import { nameKey } from '../../core/identifier.ts'
import type { SplitPlan } from '../../plan/split-plan.ts'
import type { ReferencedKey } from '../reference-sql/reference-value.ts'

type Keys = Pick<SplitPlan, 'foreignKeys'>

/** Whether a row that goes may take rows of its own service along whose keys other services vote on; rows of the same relation too. */
export function takesKeysAlong(
  { foreignKeys }: Keys,
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

/**
 * Whether a key that changes may change others of its own service along on whose changes other services vote: of its row, of rows that
 * follow, and of rows of the same relation that follow with a part of the key.
 */
export function changesKeysAlong({ foreignKeys }: Keys, key: ReferencedKey, own: readonly ReferencedKey[]): boolean {
  const { service } = key.home
  const voted = own.filter((other) => (other.changes ?? []).length > 0 && !isSame(other, key))
  const follows = foreignKeys.filter(
    ({ crosses, referenced, onUpdate }) =>
      !crosses && referenced.service === service && (onUpdate === 'cascade' || onUpdate === 'set default'),
  )
  const seen = new Set(key.columns.map(({ name }) => columnKey(key.relation.schema, key.relation.name, name)))
  const start = new Set(seen)
  // It grows while it is walked.
  for (const column of seen)
    for (const { referencing, referenced } of follows)
      for (const [at, name] of referenced.columns.entries())
        if (columnKey(referenced.schema, referenced.relation, name) === column) {
          const next = columnKey(referencing.schema, referencing.relation, referencing.columns[at]!)
          if (start.has(next)) return true
          seen.add(next)
        }
  const isChanged = ({ relation, columns }: ReferencedKey) => columns.some(({ name }) => seen.has(columnKey(relation.schema, relation.name, name))) // prettier-ignore
  return voted.some(isChanged)
}

function columnKey(schema: string, relation: string, column: string): string {
  return `${nameKey(schema, relation)}\0${column}`
}

function isSame(one: ReferencedKey, other: ReferencedKey): boolean {
  return one.name === other.name && one.home.service === other.home.service
}
