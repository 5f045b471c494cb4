import { sql } from '../../../print/sql.ts'
import { closingGuards, dropClosingGuards } from '../../reference-sql/closing-guard-sql.ts'
import { keyText, ofKey } from '../../reference-sql/own-names.ts'
import { actsOnDelete, createVote } from '../../reference-sql/vote-sql.ts'
import { divideReferences } from '../divide-references.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const vote: PartMaker = {
  id: 'vote',
  per: 'replicated-key',
  make(held) {
    if (held.votes !== true || !isObliged(held, 'vote-on-release')) return []
    const key = divideReferences(held)
    const { source, columns } = key
    const guards = actsOnDelete(key) ? closingGuards(key) : []
    return [
      {
        id: `vote ${key.name}`,
        comment: [
          `Before a key ${keyText({ relation: source.relation, columns })} goes, service ${source.service} asks; PostgreSQL answers here.`,
          actsOnDelete(key)
            ? 'A yes closes the key to new references, by a guard on what refers to it; the actions run once all have agreed.'
            : key.stateOnly
              ? 'It looks for rows while it holds the key state, and a yes closes that to new references; a refused release opens it.'
              : 'A yes takes the key out of the replica, so that nothing can refer to it; a refused release brings it back.',
        ],
        statements: createVote(key),
        undo: [
          ...dropClosingGuards(guards),
          ...['close_release', 'judge_release', 'reopen_release', 'apply_release', 'list_some', 'act_on_some'].map(
            (name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`,
          ),
        ],
      },
    ]
  },
}
