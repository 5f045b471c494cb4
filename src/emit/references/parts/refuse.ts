import { sql } from '../../../print/sql.ts'
import { createRefuse } from '../../reference-sql/hold-sql.ts'
import { asOwner } from '../../reference-sql/home-sql.ts'
import { own } from '../../reference-sql/own-names.ts'
import { isGuarded } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const refuse: PartMaker = {
  id: 'refuse',
  per: 'service',
  make({ home, replicated }) {
    if (!replicated.some((key) => key.references.some(isGuarded))) return []
    return [
      {
        id: 'refuse',
        comment: [
          'How the guards in the service’s code refuse: in the words of the constraint, and the transaction is over.',
        ],
        statements: asOwner(home, createRefuse(home)),
        undo: [sql`DROP FUNCTION IF EXISTS ${own(home, 'refuse')}`],
      },
    ]
  },
}
