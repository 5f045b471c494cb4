import { literal, sql } from '../../../print/sql.ts'
import { keyText, ofKey, own } from '../../reference-sql/own-names.ts'
import { createReplicaTables } from '../../reference-sql/referencing-side.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const replica: PartMaker = {
  id: 'replica',
  per: 'replicated-key',
  make(key) {
    if (!isObliged(key, 'keep-replica')) return []
    const { source, columns } = key
    return [
      {
        id: `replica ${key.name}`,
        comment: [
          `The replica: the keys ${keyText({ relation: source.relation, columns })} of service ${source.service} that are alive, as far as this`,
          'service has heard; and the state of every key that it ever heard of.',
        ],
        statements: createReplicaTables(key),
        undo: [
          sql`DROP TABLE IF EXISTS ${ofKey(key, 'replica')} CASCADE`,
          sql`DROP TABLE IF EXISTS ${ofKey(key, 'state')}`,
          sql`DELETE FROM ${own(key.home, 'replica')} WHERE name = ${literal(key.name)}`,
        ],
      },
    ]
  },
}
