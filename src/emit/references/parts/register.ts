import { sql } from '../../../print/sql.ts'
import { keyText, ofKey } from '../../reference-sql/own-names.ts'
import { createKeyRegister } from '../../reference-sql/referenced-side.ts'
import { isTracked } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const register: PartMaker = {
  id: 'register',
  per: 'referenced-relation',
  make(keys) {
    return keys.filter(isTracked).map((key) => ({
      id: `register ${key.name}`,
      comment: [
        `The register of ${keyText(key)}: which keys there are and were. ${key.referencing.join(', ')} refer to it.`,
      ],
      statements: createKeyRegister(key),
      undo: [sql`DROP TABLE IF EXISTS ${ofKey(key, 'register')}`],
    }))
  },
}
