import { quoteName } from '../../../core/identifier.ts'
import { sql } from '../../../print/sql.ts'
import { createHome } from '../../reference-sql/home-sql.ts'
import type { PartMaker } from '../part-maker.ts'

export const home: PartMaker = {
  id: 'home',
  per: 'service',
  make({ home }) {
    const { schema, ownerRole, serviceRole, runtimeRole } = home
    return [
      {
        id: 'home',
        comment: [
          `The schema of all that stands here in the place of foreign keys. ${quoteName(ownerRole)} owns it;`,
          `${quoteName(serviceRole)} reaches it through functions, ${quoteName(runtimeRole)} (relay and consumer) as far as they must.`,
        ],
        statements: createHome(home),
        undo: [sql`DROP SCHEMA IF EXISTS ${schema} CASCADE`],
      },
    ]
  },
}
