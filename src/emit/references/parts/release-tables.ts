import { createReleaseTables } from '../../reference-sql/release-home-sql.ts'
import { isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const releaseTables: PartMaker = {
  id: 'release-tables',
  per: 'service',
  make({ home, referenced, replicated }) {
    if (![...referenced.flat(), ...replicated].some((key) => isObliged(key, 'coordinate-release', 'vote-on-release')))
      return []
    const comment = [
      'Releases: keys that somebody wants to go, attempts, votes and what was answered; the worker brings them forward.',
    ]
    return [{ id: 'release-tables', comment, statements: createReleaseTables(home), undo: [] }]
  },
}
