import { sql } from '../../../print/sql.ts'
import { ofKey } from '../../reference-sql/own-names.ts'
import { createReplicaFunctions, dropFollowPolicies } from '../../reference-sql/referencing-side.ts'
import { divideReferences, tablesOf } from '../divide-references.ts'
import type { PartMaker } from '../part-maker.ts'

const names = ['replay', 'lock', 'record', 'learn', 'adopt', 'forget', 'follow', 'close']

export const functions: PartMaker = {
  id: 'functions',
  per: 'replicated-key',
  make(key) {
    const divided = divideReferences(key)
    if (divided.stateOnly && divided.guarded.length === 0) return []
    return [
      {
        id: `functions ${key.name}`,
        comment: [
          divided.stateOnly
            ? 'What keeps the key state: the consumer goes through these, nobody writes to it otherwise.'
            : 'What keeps the replica: the consumer and the read-through go through these, nobody writes to it otherwise.',
        ],
        statements: createReplicaFunctions(divided),
        undo: [...dropFollowPolicies(key), ...names.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`)],
        // The rows that they take as a whole are those of its tables.
        needs: [tablesOf(divided)],
      },
    ]
  },
}
