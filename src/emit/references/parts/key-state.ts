import { literal, sql } from '../../../print/sql.ts'
import { keyText, ofKey, own } from '../../reference-sql/own-names.ts'
import { createReplicaTables } from '../../reference-sql/referencing-side.ts'
import { isGuarded, isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const keyState: PartMaker = {
  id: 'key-state',
  per: 'replicated-key',
  make(key) {
    if (isObliged(key, 'keep-replica') || !key.references.some(isGuarded)) return []
    const { source, columns } = key
    return [
      {
        id: `key-state ${key.name}`,
        comment: [
          `The key state: every key ${keyText({ relation: source.relation, columns })} of service ${source.service} that this service ever heard of,`,
          'alive or dead. Whoever decides about a key locks its row first.',
        ],
        statements: createReplicaTables({ ...key, stateOnly: true }),
        undo: [
          sql`DROP TABLE IF EXISTS ${ofKey(key, 'state')}`,
          sql`DELETE FROM ${own(key.home, 'replica')} WHERE name = ${literal(key.name)}`,
        ],
      },
    ]
  },
}
