import { quoteQualified } from '../../../core/identifier.ts'
import { createFence, dropFence, fenceOf } from '../../reference-sql/fence-sql.ts'
import { keyText } from '../../reference-sql/own-names.ts'
import { divideReferences, tablesOf } from '../divide-references.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const fence: PartMaker = {
  id: 'fence',
  per: 'replicated-key',
  make(held) {
    if (!isObliged(held, 'vote-on-release') || fenceOf(held).length === 0) return []
    const key = divideReferences(held)
    return [
      {
        id: `fence ${key.name}`,
        comment: [
          `What is done when a key ${keyText({ relation: key.source.relation, columns: key.columns })} goes or changes can be refused here. It is tried before`,
          'this service agrees; from then to the outcome nobody else writes to what could make it be refused after all:',
          ...fenceOf(key).map((relation) => `  ${quoteQualified(relation)}`),
        ],
        statements: createFence(key),
        needs: [tablesOf(key)],
        undo: dropFence(key),
      },
    ]
  },
}
