import { quoteColumns } from '../../../core/identifier.ts'
import { dropIndex, indexReference } from '../../reference-sql/native-key-sql.ts'
import type { PartMaker } from '../part-maker.ts'

export const index: PartMaker = {
  id: 'index',
  per: 'reference',
  make(reference) {
    const statements = indexReference(reference)
    if (statements.length === 0) return []
    const from = reference.columns.map((column) => column.from)
    return [
      {
        id: `index ${quoteColumns(reference.relation, from)}`,
        comment: ['Every referential action searches these columns, and no index led with them.'],
        statements,
        undo: [dropIndex(reference)],
      },
    ]
  },
}
