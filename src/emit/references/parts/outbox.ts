import { createPublishing, dropPublishing } from '../../reference-sql/referenced-side.ts'
import { isTracked } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const outbox: PartMaker = {
  id: 'outbox',
  per: 'service',
  make({ home, referenced }) {
    if (!referenced.flat().some(isTracked)) return []
    const comment = ['What is told to other services, until the relay has it.']
    return [{ id: 'outbox', comment, statements: createPublishing(home), undo: dropPublishing(home) }]
  },
}
