import { quoteColumns } from '../../../core/identifier.ts'
import { pinDefaultKey } from '../../reference-sql/default-key-sql.ts'
import { divideReferences, tablesOf } from '../divide-references.ts'
import type { PartMaker } from '../part-maker.ts'

export const defaultKey: PartMaker = {
  id: 'default-key',
  per: 'reference',
  make(reference, key) {
    const statements = pinDefaultKey(key, reference)
    if (statements.length === 0) return []
    const from = reference.columns.map((column) => column.from)
    return [
      {
        id: `default-key ${quoteColumns(reference.relation, from)}`,
        comment: ['SET DEFAULT turns to this key: what is known of it is never forgotten.'],
        statements,
        needs: [tablesOf(divideReferences(key))],
        undo: [],
      },
    ]
  },
}
