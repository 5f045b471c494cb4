import { sql } from '../../../print/sql.ts'
import { createCheck } from '../../reference-sql/native-key-sql.ts'
import { ofKey } from '../../reference-sql/own-names.ts'
import { isNative } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const check: PartMaker = {
  id: 'check',
  per: 'replicated-key',
  make(key) {
    const statements = createCheck({ ...key, references: key.references.filter(isNative) })
    if (statements.length === 0) return []
    return [
      {
        id: `check ${key.name}`,
        comment: [
          'Has rows checked that are here before the replica is filled; the consumer calls it at its first start.',
        ],
        statements,
        undo: [sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'check')}`],
      },
    ]
  },
}
