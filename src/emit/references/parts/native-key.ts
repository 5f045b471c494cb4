import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { sql } from '../../../print/sql.ts'
import { addNativeKey, nameDeferred } from '../../reference-sql/native-key-sql.ts'
import type { NativeReference } from '../../reference-sql/reference-value.ts'
import { isNative } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const nativeKey: PartMaker = {
  id: 'native-key',
  per: 'reference',
  make(reference, key) {
    if (!isNative(reference)) return []
    const { constraint, relation } = reference
    const from = reference.columns.map((column) => column.from)
    return [
      {
        id: `native-key ${quoteName(constraint)} on ${quoteColumns(relation, from)}`,
        comment: [
          `In the place of ${quoteName(constraint)}, which referred to service ${key.source.service}: the same key towards the replica.`,
          'A row that names a key which is not in the replica is refused at once; what becomes of a key there is followed once its',
          'event is applied. Until then a row may name a key that is gone (tier 3).',
          ...commentOnRows(reference),
        ],
        statements: [addNativeKey(key, reference), ...nameDeferred(key, reference)],
        undo: [sql`ALTER TABLE IF EXISTS ${relation} DROP CONSTRAINT IF EXISTS ${constraint}`],
      },
    ]
  },
}

function commentOnRows({ validated, partitioned, toCheck }: NativeReference): string[] {
  if (toCheck) return ['Rows that are here already are checked once the replica is filled.']
  return validated || partitioned ? [] : ['NOT VALID, as it was: rows that are here already are not checked.']
}
