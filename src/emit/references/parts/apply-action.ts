import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { sql } from '../../../print/sql.ts'
import { createApply } from '../../reference-sql/apply-sql.ts'
import { ofKey } from '../../reference-sql/own-names.ts'
import { divideReferences } from '../divide-references.ts'
import type { PartMaker } from '../part-maker.ts'

export const applyAction: PartMaker = {
  id: 'apply-action',
  per: 'replicated-key',
  make(all) {
    const key = divideReferences(all)
    if (key.guarded.length === 0) return []
    return [
      {
        id: `apply-action ${key.name}`,
        comment: [
          `What the referential actions did to rows that name a key of service ${key.source.service}, in the place of`,
          ...key.guarded.map(({ constraint, relation, columns }) => {
            const from = columns.map((column) => column.from)
            return `  ${quoteName(constraint)} on ${quoteColumns(relation, from)}`
          }),
          `which no foreign key acts for. The consumer calls it when it applies an event${all.votes === true ? ', and so does a release that was granted' : ''}.`,
        ],
        statements: createApply(key),
        undo: [sql`DROP FUNCTION IF EXISTS ${ofKey(key, 'apply')}`],
      },
    ]
  },
}
