import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { createKeyChange, dropKeyChange } from '../../reference-sql/change-key-sql.ts'
import { keyText } from '../../reference-sql/own-names.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const change: PartMaker = {
  id: 'change',
  per: 'referenced-relation',
  make(keys) {
    return keys
      .filter((key) => isObliged(key, 'coordinate-release') && (key.changes ?? []).length > 0)
      .map((key) => ({
        id: `change ${key.name}`,
        comment: [
          `A key ${keyText(key)} becomes another one only when those have agreed who keep`,
          ...key.changes!.map(
            ({ constraint, relation, service }) =>
              `  ${quoteName(constraint)} on ${quoteColumns(relation, []).slice(0, -2)} (${service})`,
          ),
          'An UPDATE of it by hand is refused in the name of the first, also where nothing refers to the key.',
        ],
        statements: createKeyChange(key),
        undo: dropKeyChange(key),
      }))
  },
}
