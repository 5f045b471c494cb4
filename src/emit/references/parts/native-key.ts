import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { literal, sql } from '../../../print/sql.ts'
import { addNativeKey, dropNativeKey, nameDeferred } from '../../reference-sql/native-key-sql.ts'
import { own } from '../../reference-sql/own-names.ts'
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
        statements: [...addNativeKey(key, reference), ...nameDeferred(key, reference)],
        needs: [`replica ${key.name}`],
        again: [
          // A relation or column that was renamed has it still.
          ...dropNativeKey(reference),
          sql`UPDATE ${own(key.home, 'replica')} SET checked = NULL WHERE name = ${literal(key.name)}`,
        ],
        undo: dropNativeKey(reference),
      },
    ]
  },
}

function commentOnRows({ partitioned, toCheck }: NativeReference): string[] {
  if (!toCheck) return ['NOT VALID, as it was: rows that are here already are not checked.']
  const whole = partitioned ? ', and the key then stands on the whole' : ''
  return [`Rows that are here already are checked once the replica is filled${whole}.`]
}
