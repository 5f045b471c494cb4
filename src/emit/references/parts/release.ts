import { quoteColumns, quoteName } from '../../../core/identifier.ts'
import { raw, sql } from '../../../print/sql.ts'
import { dropClosingGuards, localGuards } from '../../reference-sql/closing-guard-sql.ts'
import { keyText, ofKey } from '../../reference-sql/own-names.ts'
import { createKeyRelease } from '../../reference-sql/release-key-sql.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

const functions = ['request_release', 'hold_release', 'reopen_release', 'decide_release', 'remove_released']
const triggers = ['delete_unreleased', 'change_waits']

export const release: PartMaker = {
  id: 'release',
  per: 'referenced-relation',
  make(keys) {
    return keys
      .filter((key) => isObliged(key, 'coordinate-release') && (key.releases ?? []).length > 0)
      .map((key) => ({
        id: `release ${key.name}`,
        comment: [
          `A row of ${keyText(key)} goes only when its key was released: the services vote that keep`,
          ...key.releases!.map(
            ({ constraint, relation, service }) =>
              `  ${quoteName(constraint)} on ${quoteColumns(relation, []).slice(0, -2)} (${service})`,
          ),
          'A DELETE by hand is refused in the name of the first, also where nothing refers to the row.',
        ],
        statements: createKeyRelease(key),
        undo: [
          // Triggers go with their functions.
          ...dropClosingGuards(localGuards(key)),
          ...triggers.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)} CASCADE`),
          sql`DROP PROCEDURE IF EXISTS ${ofKey(key, 'release')}`,
          ...functions.map((name) => sql`DROP FUNCTION IF EXISTS ${ofKey(key, name)}`),
          sql`UPDATE ${ofKey(key, 'register')} SET closing = NULL, decided = ${raw('false')} WHERE closing IS NOT NULL`,
        ],
      }))
  },
}
