import { sql } from '../../../print/sql.ts'
import { ofKey } from '../../reference-sql/own-names.ts'
import { createReplicaFunctions } from '../../reference-sql/referencing-side.ts'
import { isNative, isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

const names = ['replay', 'lock', 'record', 'learn', 'adopt', 'forget', 'follow', 'close']

export const functions: PartMaker = {
  id: 'functions',
  per: 'replicated-key',
  make(key) {
    if (!isObliged(key, 'keep-replica')) return []
    return [
      {
        id: `functions ${key.name}`,
        comment: [
          'What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.',
        ],
        statements: createReplicaFunctions({ ...key, references: key.references.filter(isNative) }),
        undo: names.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
      },
    ]
  },
}
