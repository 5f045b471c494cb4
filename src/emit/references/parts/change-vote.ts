import { sql } from '../../../print/sql.ts'
import {
  actsOnChange,
  changeVoteFunctions,
  createChangeVote,
  needsOwnGuards,
} from '../../reference-sql/change-vote-sql.ts'
import { keyText, ofKey } from '../../reference-sql/own-names.ts'
import { closingGuards, dropClosingGuards } from '../../reference-sql/closing-guard-sql.ts'
import { divideReferences } from '../divide-references.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const changeVote: PartMaker = {
  id: 'change-vote',
  per: 'replicated-key',
  make(held) {
    if (held.votesOnChange !== true || !isObliged(held, 'vote-on-release')) return []
    const key = divideReferences(held)
    const { source, columns } = key
    const guards = needsOwnGuards(key) ? closingGuards(key) : []
    return [
      {
        id: `change-vote ${key.name}`,
        comment: [
          `Before a key ${keyText({ relation: source.relation, columns })} becomes another one, service ${source.service} asks; PostgreSQL answers here.`,
          actsOnChange(key)
            ? 'A yes closes the key to new references; what follows it does so once all have agreed.'
            : key.stateOnly
              ? 'It looks for rows while it holds the key state, and a yes closes that to new references; a refused change opens it.'
              : 'A yes takes the key out of the replica, so that nothing can refer to it; a refused change brings it back.',
        ],
        statements: createChangeVote(key),
        needs: [`functions ${key.name}`],
        undo: [
          ...dropClosingGuards(guards),
          ...changeVoteFunctions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
        ],
      },
    ]
  },
}
