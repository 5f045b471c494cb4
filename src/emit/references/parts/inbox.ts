import { createReceiving, dropReceiving } from '../../reference-sql/referencing-side.ts'
import { isGuarded, isObliged } from '../obliged.ts'
import type { PartMaker } from '../part-maker.ts'

export const inbox: PartMaker = {
  id: 'inbox',
  per: 'service',
  make({ home, replicated }) {
    if (!replicated.some((key) => isObliged(key, 'consume-events') || key.references.some(isGuarded))) return []
    const comment = ['What other services tell, until the consumer has applied it.']
    return [{ id: 'inbox', comment, statements: createReceiving(home), undo: dropReceiving(home) }]
  },
}
