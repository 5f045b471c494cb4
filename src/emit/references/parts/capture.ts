import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { sql } from '../../../print/sql.ts'
import { bracketed } from '../../reference-sql/bracket-sql.ts'
import { keyText, ofKey, sharedTriggers } from '../../reference-sql/own-names.ts'
import { refusalOf } from '../../reference-sql/key-refusal-sql.ts'
import type { KeyRefusal, ReferencedKey } from '../../reference-sql/reference-value.ts'
import { captureKeys } from '../../reference-sql/referenced-side.ts'
import { isTracked } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

const functions = ['created', 'deleted', 'changed', 'moves', 'change_refused', 'delete_refused', 'direct_refused', 'stays', 'truncate_refused'] // prettier-ignore

/** One for all keys of a relation: the bracket around its statements is theirs together. */
export const capture: PartMaker = {
  id: 'capture',
  per: 'referenced-relation',
  make(all) {
    const keys = all.filter(isTracked)
    const first = keys[0]
    if (first === undefined) return []
    const { relation, rowSecurity } = first
    const triggers = bracketed(first).flatMap((each) =>
      sharedTriggers(first).map((name) => sql`DROP TRIGGER IF EXISTS ${name} ON ${each}`),
    )
    const policy = sql`DROP POLICY IF EXISTS fountain_split_reads ON ${relation}`
    return [
      {
        id: `capture ${keys.map(({ name }) => name).join(' ')}`,
        comment: keys.flatMap(commentOn),
        statements: captureKeys(keys),
        needs: keys.map(({ name }) => `register ${name}`),
        // A relation that was renamed has them still.
        again: triggers,
        undo: [
          ...triggers,
          // Triggers go with their functions.
          ...keys.flatMap((key) => [
            ...functions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)} CASCADE`),
            sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'settle')}`,
            sql`DROP TABLE IF EXISTS ${ofKey(key, 'moving')}`,
          ]),
          ...(rowSecurity ? [policy] : []),
        ],
      },
    ]
  },
}

function commentOn(key: ReferencedKey): string[] {
  const told = [
    'created',
    ...(refusalOf(key, 'delete') === undefined ? ['deleted'] : []),
    ...(refusalOf(key, 'update') === undefined ? ['changed'] : []),
  ]
  return [
    `What happens to ${keyText(key)} is told in the transaction in which it happens:`,
    `${told.join(' and ')} keys are told${key.refusals.length === 0 ? '.' : ';'}`,
    ...refusedLines(key, 'update', 'a change'),
    ...refusedLines(key, 'delete', 'a delete'),
  ]
}

function refusedLines(key: ReferencedKey, on: KeyRefusal['on'], what: string): string[] {
  const refusals = key.refusals.filter((refusal) => refusal.on === on)
  if (refusals.length === 0) return []
  const inNames = refusals.map(
    ({ constraint, relation, service }) =>
      `  ${quoteName(constraint)} on ${quoteColumns(relation, []).slice(0, -2)} (${service})`,
  )
  return [`${what} is refused, also where nothing refers to the key, in the name of`, ...inNames]
}
