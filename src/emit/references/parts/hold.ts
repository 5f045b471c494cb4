import { sql } from '../../../print/sql.ts'
import { createHolding } from '../../reference-sql/hold-sql.ts'
import { asOwner } from '../../reference-sql/home-sql.ts'
import { ofKey } from '../../reference-sql/own-names.ts'
import { divideReferences } from '../divide-references.ts'
import type { PartMaker } from '../part-maker.ts'

export const hold: PartMaker = {
  id: 'hold',
  per: 'replicated-key',
  make(all) {
    const key = divideReferences(all)
    if (key.guarded.length === 0) return []
    return [
      {
        id: `hold ${key.name}`,
        comment: [
          'What the guards in the service’s code call before they let a row be: it holds the keys that the row names until the',
          'transaction ends, so that none of them goes unseen.',
        ],
        statements: asOwner(key.home, createHolding(key)),
        undo: [sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'hold')}`],
      },
    ]
  },
}
